using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>Another name.</summary>
/// <param name="Name">The name to bear, 1–32 characters.</param>
internal sealed record NewName(string? Name);

/// <summary>Who the token stands for.</summary>
/// <param name="User">With the name they bear now.</param>
/// <param name="ExpiresAt">When the session ends.</param>
internal sealed record Me(Actor User, DateTimeOffset ExpiresAt);

/// <summary><c>/api/v1/me</c> and <c>/api/v1/users</c>: oneself and others.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        var me = api.MapGroup("/me").RequireAuthorization().WithTags("Me");
        me.MapGet("", Read).WithSummary("Read who the token stands for");
        me.MapPatch("", Rename).WithSummary("Take another name, in all rooms");
        me.MapGet("/rooms", Rooms).WithSummary("Read the rooms you belong to, direct ones included");
        var users = api.MapGroup("/users").RequireAuthorization().WithTags("People");
        users.MapGet("/online", Online).WithSummary("Read who is online, in a room or in all");
        users.MapGet("/{name}", Find).WithSummary("Find a person by name");
    }

    private static Ok<Me> Read(RestCaller caller) => TypedResults.Ok(new Me(caller.Session.User, caller.Session.ExpiresAt));

    private static async Task<Ok<Actor>> Rename(NewName name, RestCaller caller) => TypedResults.Ok(await caller.Session.Rename(name.Name));

    private static async Task<Ok<ImmutableArray<Belonging>>> Rooms(RestCaller caller) => TypedResults.Ok(await caller.Session.Mine());

    private static async Task<Ok<OnlinePage>> Online(RestCaller caller, string? room, string? after, int? limit) =>
        TypedResults.Ok(await caller.Session.Online(room, after, limit));

    private static async Task<Ok<UserInfo>> Find(string name, RestCaller caller) => TypedResults.Ok(await caller.Session.Find(name));
}
