using System.Net.WebSockets;
using System.Text.Json;

namespace OrleansChat.Testing.Sockets;

/// <summary>How a connection of the plain WebSocket door ended.</summary>
/// <param name="Status">The close code; null when there was no close frame.</param>
/// <param name="Reason">The close frame's words, or how else it ended.</param>
public sealed record SocketClosed(WebSocketCloseStatus? Status, string? Reason)
{
    /// <summary>The close code as a number; 0 when there was none.</summary>
    public int Code => (int)(Status ?? 0);
}

/// <summary>A numbered refusal of a command.</summary>
public sealed class SocketRefused(JsonElement error) : Exception(error.GetRawText())
{
    public ErrorCode Code { get; } = (ErrorCode)error.GetProperty("code").GetInt32();

    /// <summary>The whole error.</summary>
    public JsonElement Error { get; } = error;
}

/// <summary>Questions to frames.</summary>
public static class SocketFrameQuestions
{
    /// <summary>Whether a frame is of this type.</summary>
    public static bool Is(this JsonElement frame, string type) =>
        frame.ValueKind == JsonValueKind.Object && frame.TryGetProperty("type", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == type;

    /// <summary>A member that is a text.</summary>
    public static string Text(this JsonElement frame, string name) => frame.GetProperty(name).GetString()!;

    /// <summary>A member that is a number.</summary>
    public static long Number(this JsonElement frame, string name) => frame.GetProperty(name).GetInt64();
}
