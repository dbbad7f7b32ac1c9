using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Doors.SocketIo.Engine;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo;

// What the session says, in the words that the client asked for it in.
internal sealed partial class SocketIoConnection : IClientConnection
{
    public async Task Write(IReadOnlyList<Outgoing> items)
    {
        await _welcomed.Task;
        var packets = new List<ReadOnlyMemory<byte>>();
        var seen = new List<(Stay Stay, long Seq)>();
        foreach (var (frames, notice) in JsonFrames.Runs(items))
        {
            if (notice is not null) AddNotice(packets, notice);
            else AddEvents(packets, frames, seen);
        }

        if (packets.Count > 0) await _engine.Send(packets);
        // Only now: what is lost with the connection is missed, and told again to a client that comes back.
        foreach (var (stay, seq) in seen) stay.Saw(seq);
    }

    public async Task Close(ErrorCode reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        var info = ErrorTable.Of(reason);
        var closed = SocketIoEncoding.Event("closed", WireError.Of(new ChatException(reason)));
        // socket.io-client comes back by itself when its connection ends, but not after a DISCONNECT.
        _ = _engine.Send(info.Retry == Retry.Reconnect ? [closed] : [closed, SocketIoEncoding.Disconnect]);
        await _engine.Close((int)reason, info.Name);
    }

    public void Abort() => _engine.End(EngineEnd.ServerClosed);

    private void AddNotice(List<ReadOnlyMemory<byte>> packets, NoticeFrame notice)
    {
        packets.Add(notice.EncodedAs(EncodedFrame.Of).Packet);
        if (notice.Notice is AnnouncementNotice said && _stay is not null) packets.Add(SocketIoEncoding.Event(MessageEvent, said.Text));
    }

    private void AddEvents(List<ReadOnlyMemory<byte>> packets, IReadOnlyList<EventFrame> frames, List<(Stay Stay, long Seq)> seen)
    {
        // One frame, the common case, is the same packet for everybody; several leave as one.
        var events = frames.Where(HearsEvents).ToList();
        if (events.Count == 1) packets.Add(events[0].EncodedAs(EncodedFrame.Of).Packet);
        else if (events.Count > 1) packets.Add(SocketIoEncoding.Event("events", JsonFrames.Join(events)));
        foreach (var frame in frames)
        {
            var room = frame.Events[0].Room;
            if (DirectRooms.IsDirect(room)) AddPrivate(packets, frame);
            else if (Array.Find([_entering, _stay], s => s?.Room == room) is { } stay) AddOld(packets, frame, stay, seen);
        }
    }

    private bool HearsEvents(EventFrame frame)
    {
        var room = frame.Events[0].Room;
        // Direct rooms begin by themselves, so they come in the dialect that the client speaks.
        if (DirectRooms.IsDirect(room)) return Volatile.Read(ref _usesCommands) || (_stay ?? _entering) is null;
        if (!_joined.TryGetValue(room, out var since)) return false;
        if (frame.HasLeave && frame.Events.Any(e => e.Kind == EventKind.Leave && e.Actor.Id == _session?.User.Id && e.Seq > since))
            _joined.TryRemove(KeyValuePair.Create(room, since));
        return true;
    }

    private void AddOld(List<ReadOnlyMemory<byte>> packets, EventFrame frame, Stay stay, List<(Stay Stay, long Seq)> seen)
    {
        var encoded = frame.EncodedAs(OldFrame.Of).Packets;
        for (var i = 0; i < encoded.Length; i++)
        {
            var e = frame.Events[i];
            var visit = e.Actor.Id == _session?.User.Id && e.Kind is EventKind.Join or EventKind.Leave;
            if (visit && e.Kind == EventKind.Leave && stay.EndsWith(e.Seq)) _stay = null;
            if (!visit && !encoded[i].IsEmpty && !_own.Take(e.Id)) packets.Add(encoded[i]);
        }

        seen.Add((stay, frame.Events[^1].Seq));
    }

    private void AddPrivate(List<ReadOnlyMemory<byte>> packets, EventFrame frame)
    {
        if (_session is not { User: var me } || _stay is not { Room: var room }) return;
        foreach (var e in frame.Events)
        {
            if (_own.Take(e.Id)) continue;
            // To its receiver alone, but for what people tell themselves.
            if (e.Actor.Id == me.Id && DirectRooms.PeerOf(e.Room, me.Id) != me.Id) continue;
            if (OldText.Private(e, room, me.Name) is { } message) packets.Add(SocketIoEncoding.Event(MessageEvent, message));
        }
    }
}
