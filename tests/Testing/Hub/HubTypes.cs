using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace OrleansChat.Testing.Hub;

/// <summary>A guest's session, as <c>POST /api/v1/session</c> answers.</summary>
public sealed record GuestSession(string Token, HubUser User, DateTimeOffset ExpiresAt)
{
    /// <summary>Asks a gateway for a session.</summary>
    public static async Task<GuestSession> Open(Uri gateway, string name)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        using var response = await http.PostAsJsonAsync("api/v1/session", new { name });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<GuestSession>())!;
    }
}

public sealed record HubUser(Guid Id, string Name);

public sealed record HubEvent(
    string Room, long Seq, string Kind, DateTimeOffset At, HubUser Actor, Guid Id, string? Text,
    long? Target = null, long? ReplyTo = null, long? Thread = null, string? Emoji = null, long? Edited = null, long? Deleted = null);

/// <summary>What the server called beside events.</summary>
public sealed record HubNotice(string Name, JsonElement Content);

public sealed record HubAck(string Room, long Epoch, long Seq, DateTimeOffset At, Guid Id);

public sealed record HubPage(string Room, long Epoch, long Head, HubEvent[] Events, bool More, HubDetails[] Details);

public sealed record HubDetails(long Seq, int Replies, long? LastReply, HubReactionCount[] Reactions);

public sealed record HubReactionCount(string Emoji, int Count, bool Mine, HubUser[] First);

public sealed record HubReaction(string Emoji, HubUser Actor, long Seq);

public sealed record HubReactions(string Room, long Head, long Seq, HubReaction[] Reactions);

public sealed record HubJoin(string Room, long Epoch, long Head, bool Reset, string Role, HubPage? Page);

/// <summary>How a connection ended.</summary>
/// <param name="Status">The WebSocket close status; null when there was no close frame.</param>
/// <param name="Error">The error of SignalR's close message or handshake; null when there was none.</param>
public sealed record HubClosed(WebSocketCloseStatus? Status, string? Error);
