using System.Text.Json;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>What a client asks for: a frame that is a JSON object.</summary>
/// <param name="Body">The object.</param>
/// <param name="Type">What it says it is; null where that is no text.</param>
/// <param name="Ref">What the client called it, as it came: a text or a number. Null where it called it nothing, or
/// something that isn't a name.</param>
internal sealed record SocketRequest(JsonElement Body, string? Type, JsonElement? Ref)
{
    private const int LongestRef = 200;
    private static readonly JsonDocumentOptions Parsing = new() { MaxDepth = 32 };

    /// <summary>Reads a frame; null when it is no JSON object, or one that is nested more than 32 levels deep, or whose
    /// escapes stand for no valid Unicode.</summary>
    public static SocketRequest? Read(ReadOnlyMemory<byte> frame)
    {
        try
        {
            var body = JsonDocument.Parse(frame, Parsing).RootElement;
            return body.ValueKind == JsonValueKind.Object ? new SocketRequest(body, TypeOf(body), RefOf(body)) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TypeOf(JsonElement body) =>
        body.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static JsonElement? RefOf(JsonElement body)
    {
        if (!body.TryGetProperty("ref", out var name) || name.GetRawText().Length > LongestRef) return null;
        // Read, so that one that can't be written back is none.
        return name.ValueKind == JsonValueKind.Number || (name.ValueKind == JsonValueKind.String && name.GetString() is not null) ? name : null;
    }
}
