using System.Text.Json;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>
/// The dialect of pages that just chat: text in, chat and system lines out, nothing to know of rooms, ids or positions.
/// A client may use any command all the same; it is answered where it gives the command a <c>ref</c>.
/// </summary>
internal sealed class ChatDialect(SocketConnection connection, string first) : ISocketDialect
{
    // The dialect's own limit on names that are set.
    private const int UsernameLength = 20;

    private readonly OwnWrites _own = new();
    private Session _session = null!;
    // The room it talks in, when that isn't the one it came to.
    private string? _elsewhere;

    private string Room => _elsewhere ?? first;

    public object Begin(Session session, string token)
    {
        _session = session;
        return new
        {
            type = "system",
            message = $"Welcome! You are connected as {session.User.Name}",
            clientId = session.User.Id,
            timestamp = connection.Services.Time.GetUtcNow(),
            token,
        };
    }

    public Task Enter() => Enter(Room);

    public Task TakeText(string text) => Run("chat", null, _ => Send(Room, null, text));

    public Task Take(SocketRequest request)
    {
        var (type, reference, given) = (request.Type, request.Ref, new Arguments(request.Body));
        switch (type)
        {
            case "chat":
                return Run("chat", reference, _ => Send(given.Text("room") ?? Room, given.Text("id"), given.Text("content")));
            // What comes behind these is said under that name, and goes where they lead.
            case "setUsername":
                return Run("setUsername", reference, async session => await session.Rename(Cut(given.Text("username")), takeSuggestion: true), alone: true);
            case "join":
                return Run("join", reference, _ => Enter(given.Text("room") ?? Room, given.Position("after")), alone: true);
            case "leave":
                return Run("leave", reference, _ => Leave(given.Text("room") ?? Room), alone: true);
        }

        // Types that nobody knows are ignored, unless somebody waits for an answer.
        var command = CommandTable.Find(type);
        if (command is null && reference is null) return Task.CompletedTask;
        return Run(command?.Name ?? "unknown", reference, session => command is null ? throw new ChatException(ErrorCode.UnknownMethod) : command.Run(session, request.Body));
    }

    public IEnumerable<ReadOnlyMemory<byte>> Encode(IReadOnlyList<Outgoing> items)
    {
        foreach (var item in items)
        {
            if (item is ReplyFrame reply)
            {
                yield return reply.Content;
                continue;
            }

            var frames = item.EncodedAs(ChatFrames.Of).Frames;
            for (var i = 0; i < frames.Length; i++)
            {
                // What this very connection said comes back to others only.
                if (item is EventFrame { Events: var events } && IsOwn(events[i])) continue;
                yield return frames[i];
            }
        }
    }

    private bool IsOwn(RoomEvent e) => e.Kind == EventKind.Message && e.Actor.Id == _session.User.Id && _own.Take(e.Id);

    private async Task<object?> Enter(string room, ResumePosition? after = null)
    {
        var joined = await _session.Visit(room, after, Show);
        _elsewhere = room;
        return joined;
    }

    private async Task Show(HistoryPage page)
    {
        foreach (var message in await RecentMessages.Read(_session, page, connection.Services.Settings.HistoryMessages))
            connection.Tell(ChatFrames.Of(message));
    }

    private async Task<object?> Leave(string name)
    {
        var left = await _session.Leave(name);
        if (name == _elsewhere) _elsewhere = null;
        return left;
    }

    private async Task<object?> Send(string room, string? id, string? text)
    {
        id ??= NewId();
        _own.Add(id);
        try
        {
            return PrivateText.TryParse(text, out var name, out var words)
                ? await _session.Direct(name, id, words)
                : await _session.Send(room, id, text);
        }
        catch (ChatException e) when (e.Code != ErrorCode.OutcomeUnknown)
        {
            _own.Remove(id);
            throw;
        }
    }

    private Task Run(string name, JsonElement? reference, Func<Session, Task<object?>> command, bool alone = false) => connection.Run(
        name,
        command,
        result =>
        {
            if (reference is not null) connection.Tell(new SocketReply("reply", reference, result, null));
        },
        refusal => connection.Tell(new SocketReply("error", reference, null, WireError.Of(refusal))),
        alone);

    private static string NewId() => Guid.CreateVersion7().ToString("D");

    private static string? Cut(string? name) => name is null ? null
        : string.Concat(name.EnumerateRunes().Take(UsernameLength).Select(rune => rune.ToString())).Trim();
}
