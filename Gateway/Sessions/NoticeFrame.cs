using System.Text.Json;
using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Sessions;

/// <summary>What clients are told beside events: see docs/protocol.md. Not durable.</summary>
internal abstract record ClientNotice
{
    /// <summary>The name that every door gives it.</summary>
    public abstract string Name();
}

/// <summary>The server has something to say to everybody.</summary>
internal sealed record AnnouncementNotice(string Text, DateTimeOffset At) : ClientNotice
{
    public override string Name() => "announcement";
}

/// <summary>Somebody came online, or went offline.</summary>
internal sealed record PresenceNotice(Actor User, bool Online, DateTimeOffset At) : ClientNotice
{
    public override string Name() => "presence";
}

/// <summary>The connection's own user has another name now.</summary>
internal sealed record RenamedNotice(Actor User) : ClientNotice
{
    public override string Name() => "renamed";
}

/// <summary>From now on this connection hears a direct room. Comes before the room's first event.</summary>
internal sealed record DirectNotice(string Room, Actor With) : ClientNotice
{
    public override string Name() => "direct";
}

/// <summary>A notice on its way to clients.</summary>
internal sealed class NoticeFrame(ClientNotice notice) : Outgoing
{
    public ClientNotice Notice => notice;

    /// <summary>The notice as one JSON object.</summary>
    public byte[] Json { get; } = JsonSerializer.SerializeToUtf8Bytes(notice, notice.GetType(), EventJson.Options);

    public override int Count => 1;

    public override int Bytes => Json.Length;
}
