using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansChat.Gateway.Commands;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>An answer to one command.</summary>
/// <param name="Type">reply or error.</param>
/// <param name="Ref">What the client called the command, as it came: a text or a number.</param>
/// <param name="Result">What the command answers.</param>
/// <param name="Error">Why it was refused.</param>
internal sealed record SocketReply(
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Ref,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Result,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WireError? Error);
