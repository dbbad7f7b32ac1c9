using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansChat.Cli.Connections;

namespace OrleansChat.Cli.Commands;

/// <summary>Prints a room from a position on, and comes back to it after each lost connection: each event once, in order.</summary>
internal sealed class Follower(Connector connector, string room, Streams streams, PositionFile? file)
{
    // For terminals and scripts, not for HTML: letters stay letters.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Backoff _pauses = new();
    private string? _after;
    private long _epoch;
    private long _seq;

    /// <summary>Goes on until it is stopped.</summary>
    /// <param name="after">The position to begin behind; null for the latest page.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ServerRefusal">The room, or the position, can't be; or the membership has ended.</exception>
    public async Task Run(string? after, CancellationToken stop)
    {
        _after = after;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                var socket = await connector.Get(stop);
                await Enter(socket, stop);
                _pauses.Reset();
                await foreach (var e in socket.Events.ReadAllAsync(stop)) await Print(e, socket);
            }
            catch (ServerRefusal refusal) when (refusal.MayBeTriedAgain)
            {
                await Task.Delay(refusal.After ?? _pauses.Next(), stop);
            }
            catch (ConnectionLostException)
            {
                // The connector makes another one, and the position says where to go on.
            }
        }
    }

    private async Task Enter(ChatSocket socket, CancellationToken stop)
    {
        var arguments = new JsonObject { ["room"] = room };
        if (_after is not null) arguments["after"] = _after;
        var joining = connector.Ask("join", arguments, stop);
        // What was missed comes before the answer. It is taken out of the way, or the answer could not come.
        var early = new List<JsonElement>();
        while (await Task.WhenAny(joining, socket.Events.WaitToReadAsync(stop).AsTask()) != joining)
        {
            if (!socket.Events.TryRead(out var e)) break;
            early.Add(e);
        }

        var joined = await joining;
        connector.HasJoined(room);
        if (_after is null || joined.GetProperty("reset").GetBoolean()) await Begin(joined, socket);
        else if (_epoch == 0) (_epoch, _seq) = (joined.GetProperty("epoch").GetInt64(), long.Parse(_after.AsSpan(_after.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));
        foreach (var e in early) await Print(e, socket);
    }

    private async Task Begin(JsonElement joined, ChatSocket socket)
    {
        if (_after is not null)
        {
            var (epoch, head) = (joined.GetProperty("epoch").GetInt64(), joined.GetProperty("head").GetInt64());
            await streams.Print(new JsonObject { ["reset"] = true, ["room"] = room, ["epoch"] = epoch, ["head"] = head }.ToJsonString(Plain));
        }

        (_epoch, _seq) = (joined.GetProperty("epoch").GetInt64(), 0);
        foreach (var e in joined.GetProperty("page").GetProperty("events").EnumerateArray()) await Print(e, socket);
        _after ??= Position;
    }

    private async Task Print(JsonElement e, ChatSocket socket)
    {
        var seq = e.GetProperty("seq").GetInt64();
        if (e.GetProperty("room").GetString() != room || seq <= _seq) return;
        await streams.Print(JsonSerializer.Serialize(e, Plain));
        _seq = seq;
        _after = Position;
        file?.Write(_after);
        // Coming back would be a join of somebody who has left.
        if (e.GetProperty("kind").GetString() == "leave" && e.GetProperty("actor").GetProperty("id").GetString() == socket.UserId)
            throw new ServerRefusal(4202, "4202 not_a_member: You have left this room, on another connection.", mayBeTriedAgain: false);
    }

    private string Position => string.Create(CultureInfo.InvariantCulture, $"{_epoch}:{_seq}");
}
