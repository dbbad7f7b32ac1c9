using System.Text.Json;
using OrleansChat.Fuzz.Machine;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Doors.Sockets;
using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Fuzz.Targets;

/// <summary>A frame of the plain WebSocket door: it is an object or none, its arguments are read or refused, and what the client
/// called it can be said back.</summary>
internal sealed class SocketRequestTarget : Target
{
    public override string Name => "socket";

    public override IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", "\"", "\\", ":", ",", "null", "true", "1e400", "\\ud83d", "\\udc4d", "\\u0000", "/*", "\"type\":", "\"ref\":", "\"room\":\"lobby\"", "\"id\":",
        "\"chat\"", "\"send\"", "\"join\"", "\"leave\"", "\"history\"", "\"page\"", "\"react\"", "\"setUsername\"", "\"content\":", "\"after\":\"1:42\"", "\"limit\":200",
        "\"emoji\":\"👍\"", "6f9b0a52-6a0e-4d6e-8a3c-0f5f8f3a2b11",
    ];

    // Four bytes of metadata for each of JSON's signs, thrice for its table's growth, and the names that are looked up.
    public override int BytesPerByte => 256;

    public override void Take(byte[] input)
    {
        if (SocketRequest.Read(input) is not { } request) return;
        Hold(request.Body.ValueKind == JsonValueKind.Object, "Something else than an object was read.");
        CommandTable.Find(request.Type);
        GivenArguments.Take(request.Body, (call, codes) => TryGet(call, out _, codes));
        var reply = JsonSerializer.SerializeToUtf8Bytes(new SocketReply("reply", request.Ref, null, null), EventJson.Options);
        using var read = JsonDocument.Parse(reply);
        Hold(request.Ref is not { } name || Same(name, read.RootElement.GetProperty("ref")), "The name that a client gave comes back as another one.");
    }

    // Numbers as they were written: some are too large to be compared otherwise.
    private static bool Same(JsonElement name, JsonElement again) => name.ValueKind == JsonValueKind.Number
        ? name.GetRawText() == again.GetRawText()
        : name.GetString() == again.GetString();
}
