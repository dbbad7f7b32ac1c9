using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>A message to write.</summary>
/// <param name="Id">A UUID of your choice, new for each message; the same when you try again.</param>
/// <param name="Text">The text, at most 8 KiB of UTF-8.</param>
/// <param name="ReplyTo">The seq of the message that it answers, if any.</param>
internal sealed record NewMessage(string? Id, string? Text, long? ReplyTo = null);

/// <summary>Another text for a message.</summary>
/// <param name="Id">A UUID of your choice, new for each change; the same when you try again.</param>
/// <param name="Text">The text it has from now on.</param>
internal sealed record ChangedText(string? Id, string? Text);

/// <summary>A reaction to a message.</summary>
/// <param name="Id">A UUID of your choice, new for each change; the same when you try again.</param>
/// <param name="Emoji">One emoji.</param>
internal sealed record NewReaction(string? Id, string? Emoji);

/// <summary><c>/api/v1/rooms/{room}/messages</c>: what is said, and what becomes of it.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/rooms/{room}/messages").RequireAuthorization().WithTags("Messages");
        messages.MapGet("", Read).WithSummary("Read a page of a room's events, in either direction");
        messages.MapPost("", Send).WithSummary("Say something; members only");
        messages.MapPatch("/{seq:long}", Edit).WithSummary("Give your message another text");
        messages.MapDelete("/{seq:long}", Delete).WithSummary("Delete your message, or as a moderator any");
        messages.MapGet("/{seq:long}/reactions", Reactions).WithSummary("Read everybody's reactions to a message");
        messages.MapPost("/{seq:long}/reactions", React).WithSummary("React to a message");
        messages.MapDelete("/{seq:long}/reactions", Unreact).WithSummary("Take a reaction back");
        api.MapPost("/users/{name}/messages", Direct).RequireAuthorization().WithTags("Messages").WithSummary("Say something to one person");
    }

    private static async Task<Ok<HistoryPage>> Read(
        string room, RestCaller caller, HttpContext context, long? before, long? after, long? around, long? thread, int? limit)
    {
        var query = new PageQuery(before, after, around, thread, limit ?? CommandTable.DefaultPage);
        var page = await caller.Session.Page(room, query);
        Link(context, page, query);
        return TypedResults.Ok(page);
    }

    private static async Task<Created<Ack>> Send(string room, NewMessage message, RestCaller caller) => Written(message.ReplyTo is { } replyTo
        ? await caller.Session.Reply(room, message.Id, replyTo, message.Text)
        : await caller.Session.Send(room, message.Id, message.Text));

    private static async Task<Created<Ack>> Direct(string name, NewMessage message, RestCaller caller) =>
        Written(await caller.Session.Direct(name, message.Id, message.Text));

    private static async Task<Ok<Ack>> Edit(string room, long seq, ChangedText change, RestCaller caller) =>
        TypedResults.Ok(await caller.Session.Edit(room, change.Id, seq, change.Text));

    private static async Task<Ok<Ack>> Delete(string room, long seq, string? id, RestCaller caller) =>
        TypedResults.Ok(await caller.Session.Delete(room, id, seq));

    private static async Task<Ok<ReactionList>> Reactions(string room, long seq, RestCaller caller) =>
        TypedResults.Ok(await caller.Session.Reactions(room, seq));

    private static async Task<Ok<Ack>> React(string room, long seq, NewReaction reaction, RestCaller caller) =>
        TypedResults.Ok(await caller.Session.React(room, reaction.Id, seq, reaction.Emoji));

    private static async Task<Ok<Ack>> Unreact(string room, long seq, string? id, string? emoji, RestCaller caller) =>
        TypedResults.Ok(await caller.Session.Unreact(room, id, seq, emoji));

    private static Created<Ack> Written(Ack ack) => TypedResults.Created(
        string.Create(CultureInfo.InvariantCulture, $"/api/v1/rooms/{Uri.EscapeDataString(ack.Room)}/messages?around={ack.Seq}&limit=1"), ack);

    /// <summary>Says where to read on, both ways (RFC 8288): prev is older, next is newer.</summary>
    private static void Link(HttpContext context, HistoryPage page, PageQuery query)
    {
        if (page.Events.IsEmpty) return;
        var path = context.Request.PathBase + context.Request.Path;
        var (first, last) = (page.Events[0].Seq, page.Events[^1].Seq);
        var links = new List<string>();
        if (query.After is null ? page.More || query.Around is not null && first > 1 : first > 1) links.Add(To("before", first, "prev"));
        if (last < page.Head) links.Add(To("after", last, "next"));
        if (links.Count > 0) context.Response.Headers.Link = string.Join(", ", links);

        string To(string direction, long seq, string relation)
        {
            var parameters = new QueryBuilder { { direction, seq.ToString(CultureInfo.InvariantCulture) }, { "limit", query.Limit.ToString(CultureInfo.InvariantCulture) } };
            if (query.Thread is { } thread) parameters.Add("thread", thread.ToString(CultureInfo.InvariantCulture));
            return $"<{UriHelper.Encode(new Uri(path + parameters.ToQueryString(), UriKind.Relative))}>; rel=\"{relation}\"";
        }
    }
}
