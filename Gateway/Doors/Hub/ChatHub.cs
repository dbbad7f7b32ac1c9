using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>The SignalR door: each method is one command of the <see cref="Session"/>, and nothing else.</summary>
[Authorize]
internal sealed class ChatHub(SessionRegistry sessions) : Hub<IChatClient>
{
    private static readonly object SessionKey = new();

    private Session Session => SessionOf(Context);

    /// <summary>The session of a connection, for its whole life.</summary>
    public static Session SessionOf(HubCallerContext connection) => (Session)connection.Items[SessionKey]!;

    public override async Task OnConnectedAsync()
    {
        var connection = new HubClientConnection(HubConnections.Of(Context));
        try
        {
            var context = Context.GetHttpContext()!;
            var (info, tokenHash) = TokenAuthentication.SessionOf(context);
            Context.Items[SessionKey] = await sessions.Begin(info, tokenHash, connection);
        }
        catch (ChatException refusal)
        {
            await connection.Close(refusal.Code);
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items.TryGetValue(SessionKey, out var session)) _ = sessions.End((Session)session!);
        return Task.CompletedTask;
    }

    public Task<JoinReply> Join(string? room, JsonElement? after) => Session.Join(room, Arguments.PositionOf(after));

    public Task<RoomPosition> Leave(string? room) => Session.Leave(room);

    public Task<Ack> Send(string? room, string? id, string? text) => Session.Send(room, id, text);

    public Task<Ack> Reply(string? room, string? id, long replyTo, string? text) => Session.Reply(room, id, replyTo, text);

    public Task<Ack> Edit(string? room, string? id, long target, string? text) => Session.Edit(room, id, target, text);

    public Task<Ack> Delete(string? room, string? id, long target) => Session.Delete(room, id, target);

    public Task<Ack> React(string? room, string? id, long target, string? emoji) => Session.React(room, id, target, emoji);

    public Task<Ack> Unreact(string? room, string? id, long target, string? emoji) => Session.Unreact(room, id, target, emoji);

    public Task<Ack> Topic(string? room, string? id, string? topic) => Session.Topic(room, id, topic);

    public Task<Ack> Direct(string? name, string? id, string? text) => Session.Direct(name, id, text);

    public Task<Actor> Rename(string? name) => Session.Rename(name);

    public Task<HistoryPage> History(string? room, long? before, int limit) => Session.History(room, before, limit);

    public Task<HistoryPage> Page(string? room, PageQuery? query) => Session.Page(room, query);

    public Task<ReactionList> Reactions(string? room, long seq) => Session.Reactions(room, seq);

    public Task<OnlinePage> Online(string? room, string? after, int? limit) => Session.Online(room, after, limit);

    public Task<RoomPage> Rooms(string? search, string? after, int? limit) => Session.Rooms(search, after, limit);

    public Task<RoomInfo> Room(string? room) => Session.Room(room);

    public Task<MemberPage> Members(string? room, string? after, int? limit) => Session.Members(room, after, limit);

    public Task<ImmutableArray<Belonging>> Mine() => Session.Mine();

    public Task<UserInfo> User(string? name) => Session.Find(name);

    /// <summary>Where the protocol sends what it can't map to a method, so that it is refused as any other command is.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "SignalR finds instance methods only.")]
    public Task Refuse(int code) =>
        throw new ChatException(Enum.IsDefined((ErrorCode)code) ? (ErrorCode)code : ErrorCode.UnknownMethod);
}
