using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>A room's topic.</summary>
/// <param name="Id">A UUID of your choice, new for each change; the same when you try again.</param>
/// <param name="Topic">One line; null or empty takes it away.</param>
internal sealed record NewTopic(string? Id, string? Topic);

/// <summary><c>/api/v1/rooms</c>: which there are, who is in them, and being one of those.</summary>
internal static class RoomEndpoints
{
    public static void MapRooms(this IEndpointRouteBuilder api)
    {
        var rooms = api.MapGroup("/rooms").RequireAuthorization().WithTags("Rooms");
        rooms.MapGet("", List).WithSummary("Find rooms by name");
        rooms.MapGet("/{room}", Read).WithSummary("Read a room's topic and size");
        rooms.MapGet("/{room}/members", Members).WithSummary("Read a room's members");
        rooms.MapPut("/{room}/membership", Join).WithSummary("Become a member, and make the room if there is none");
        rooms.MapDelete("/{room}/membership", Leave).WithSummary("End your membership");
        rooms.MapPut("/{room}/topic", Topic).WithSummary("Give the room another topic");
    }

    private static async Task<Ok<RoomPage>> List(RestCaller caller, string? search, string? after, int? limit) =>
        TypedResults.Ok(await caller.Session.Rooms(search, after, limit));

    private static async Task<Ok<RoomInfo>> Read(string room, RestCaller caller) => TypedResults.Ok(await caller.Session.Room(room));

    private static async Task<Ok<MemberPage>> Members(string room, RestCaller caller, string? after, int? limit) =>
        TypedResults.Ok(await caller.Session.Members(room, after, limit));

    private static async Task<Ok<Membership>> Join(string room, RestCaller caller) => TypedResults.Ok(await caller.Session.Enlist(room));

    private static async Task<Ok<RoomPosition>> Leave(string room, RestCaller caller) => TypedResults.Ok(await caller.Session.Leave(room));

    private static async Task<Ok<Ack>> Topic(string room, NewTopic topic, RestCaller caller) =>
        TypedResults.Ok(await caller.Session.Topic(room, topic.Id, topic.Topic));
}
