using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansChat.Bench.Load;

/// <summary>
/// One connected member of the room. Checks every event it receives: each seq is the previous one's plus one, so nothing
/// is lost, doubled or out of order.
/// </summary>
internal sealed class RoomClient(string room) : IDisposable
{
    // A power of two. More unanswered calls than this on one connection is a failure of the run.
    private const int MostPending = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HubSocket _socket = new();
    private readonly Pending[] _pending = new Pending[MostPending];
    private readonly Lock _calling = new();
    private readonly byte[] _call = new byte[512];
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastCall;
    private long _firstSeq = -1;
    private long _head = -1;

    /// <summary>What it saw since the phase began. Replaced between phases, when nothing is under way.</summary>
    public Tally Tally { get; set; } = new();

    /// <summary>Called in the reading loop at each ack.</summary>
    public Action<RoomClient>? OnAck { get; set; }

    /// <summary>The last seq received.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>Fails when the connection ends or a guarantee is broken; never completes otherwise.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Connects, joins, and checks that the events begin where the join's page ends.</summary>
    public async Task Enter(Uri gateway, string token)
    {
        await _socket.Connect(gateway, token);
        Reading = _socket.Read(Take);
        _socket.Send("""{"protocol":"json","version":1}"""u8);
        _socket.Send(Encoding.UTF8.GetBytes($$"""{"type":1,"invocationId":"0","target":"Join","arguments":["{{room}}",null]}"""));
        await await Task.WhenAny(_joined.Task, Reading).WaitAsync(Patience);
    }

    /// <summary>Keeps the connection alive, if it is in the room yet; SignalR closes one that is silent for 30 s.</summary>
    public void Ping()
    {
        if (_joined.Task.IsCompletedSuccessfully) _socket.Send("""{"type":6}"""u8);
    }

    /// <summary>Sends a message. Any thread. Its latencies count from <paramref name="since"/>.</summary>
    public void Send(long number, long since)
    {
        lock (_calling)
        {
            var id = ++_lastCall;
            ref var pending = ref _pending[id & (MostPending - 1)];
            if (pending.Since != 0) throw new BenchException($"{MostPending} sends of one client are unanswered.");
            pending = new Pending(number, since);
            var at = 0;
            Put(ref at, "{\"type\":1,\"invocationId\":\""u8);
            id.TryFormat(_call.AsSpan(at), out var digits, default, CultureInfo.InvariantCulture);
            at += digits;
            Put(ref at, "\",\"target\":\"Send\",\"arguments\":[\""u8);
            at += Encoding.ASCII.GetBytes(room, _call.AsSpan(at));
            Put(ref at, "\",\""u8);
            Guid.NewGuid().TryFormat(_call.AsSpan(at), out var letters, "D");
            at += letters;
            Put(ref at, "\",\""u8);
            Message.Write(_call.AsSpan(at, Message.Length), number, since);
            at += Message.Length;
            Put(ref at, "\"]}"u8);
            _socket.Send(_call.AsSpan(0, at));
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Put(ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_call.AsSpan(at));
        at += bytes.Length;
    }

    private void Take(ReadOnlySpan<byte> record)
    {
        var now = Stopwatch.GetTimestamp();
        if (record.StartsWith("{\"type\":1,"u8)) TakeEvents(record, now);
        else if (record.StartsWith("{\"type\":3,"u8)) TakeAnswer(record, now);
        // A ping, and the answer to the handshake.
        else if (!record.StartsWith("{\"type\":6"u8) && !record.SequenceEqual("{}"u8)) throw EventScanner.Unreadable(record);
    }

    private void TakeEvents(ReadOnlySpan<byte> record, long now)
    {
        var events = new EventScanner(record);
        while (events.Next(out var seq, out var text))
        {
            if (_head < 0) (_firstSeq, _head) = (seq, seq - 1);
            if (seq != _head + 1) throw new BenchException($"LOST, DOUBLED OR OUT OF ORDER: a client received event {seq} after {_head}.");
            if (text.Length > 0)
            {
                var (number, since) = Message.Read(text);
                Tally.CountMessage(seq, number, since, now);
            }

            Volatile.Write(ref _head, seq);
        }
    }

    private void TakeAnswer(ReadOnlySpan<byte> record, long now)
    {
        if (record.IndexOf("\"error\":"u8) >= 0) throw new BenchException($"The server refused a call: {Encoding.UTF8.GetString(record)}");
        var id = EventScanner.Number(record, "\"invocationId\":\""u8);
        if (id == 0)
        {
            BeginAfter(LastOfPage(record));
            _joined.SetResult();
            return;
        }

        ref var pending = ref _pending[id & (MostPending - 1)];
        var (number, since) = pending;
        if (since == 0) throw new BenchException($"The server answered call {id}, which nobody waits for.");
        pending = default;
        // First the next send, then the count: so whoever sees as many acks as sends knows that nobody is between the two.
        OnAck?.Invoke(this);
        Tally.CountAck(EventScanner.Number(record, "\"seq\":"u8), number, since, now);
    }

    /// <summary>Live events begin after the page's last one; they may have come before the answer to the join.</summary>
    private void BeginAfter(long last)
    {
        if (_head < 0) Volatile.Write(ref _head, last);
        else if (_firstSeq != last + 1) throw new BenchException($"A client joined with a page up to {last}, and its first event was {_firstSeq}.");
    }

    private static long LastOfPage(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record);
        using var answer = JsonDocument.ParseValue(ref reader);
        var events = answer.RootElement.GetProperty("result").GetProperty("page").GetProperty("events");
        return events.GetArrayLength() == 0 ? 0 : events[events.GetArrayLength() - 1].GetProperty("seq").GetInt64();
    }

    /// <summary>A send without its ack; all zero when the place is free.</summary>
    private readonly record struct Pending(long Number, long Since);
}
