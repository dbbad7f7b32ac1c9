using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>
/// SignalR's JSON protocol, with our numbers on the errors that SignalR makes by itself: methods it doesn't know,
/// arguments it can't read, frames it can't parse. Completions and closes leave as <c>CODE NAME: sentence</c>, without
/// SignalR's own words around them, and no detail of an exception leaves at all.
/// </summary>
internal sealed partial class NumberedHubProtocol(JsonHubProtocol json, ILogger<NumberedHubProtocol> log) : IHubProtocol
{
    private static readonly HashSet<string> Methods = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(ChatHub.Join), nameof(ChatHub.Leave), nameof(ChatHub.Send), nameof(ChatHub.History),
    };

    public string Name => json.Name;

    public int Version => json.Version;

    public TransferFormat TransferFormat => json.TransferFormat;

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (!json.TryParseMessage(ref input, binder, out message)) return false;
        message = message switch
        {
            InvocationBindingFailureMessage m => Refusal(m.InvocationId, m.Target, ErrorCode.BadArguments),
            StreamInvocationMessage m => Refusal(m.InvocationId, m.Target, ErrorCode.BadArguments),
            InvocationMessage m when !Methods.Contains(m.Target) => Refusal(m.InvocationId, m.Target, ErrorCode.UnknownMethod),
            _ => message,
        };
        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => json.WriteMessage(Number(message), output);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => json.GetMessageBytes(Number(message));

    private static InvocationMessage Refusal(string? invocation, string target, ErrorCode code) =>
        new(invocation, nameof(ChatHub.Refuse), [(int)(Methods.Contains(target) ? code : ErrorCode.UnknownMethod)]);

    private HubMessage Number(HubMessage message) => message switch
    {
        CompletionMessage { Error: { } error } m => CompletionMessage.WithError(m.InvocationId!, Number(error, ErrorCode.InternalError)),
        CloseMessage { Error: { } error } m => Number(error, m.AllowReconnect),
        _ => message,
    };

    private CloseMessage Number(string error, bool allowReconnect)
    {
        if (Numbered().Match(error) is { Success: true } ours) return new CloseMessage(ours.Value, allowReconnect);
        // A frame that SignalR gave up on; its text names the exception because detailed errors are on.
        var code = error.Contains("maximum message size", StringComparison.Ordinal) ? ErrorCode.FrameTooLarge : ErrorCode.ProtocolError;
        log.BadFrame((int)code, ErrorTable.Of(code).Name);
        return new CloseMessage(new ChatException(code).ToWire(), allowReconnect: true);
    }

    private static string Number(string error, ErrorCode otherwise) =>
        Numbered().Match(error) is { Success: true } ours ? ours.Value : new ChatException(otherwise).ToWire();

    [GeneratedRegex(@"\b4\d{3} [a-z_]+( \[retry after \d+ ms\])?: .*", RegexOptions.Singleline)]
    private static partial Regex Numbered();
}

internal static partial class HubLog
{
    [LoggerMessage(501, LogLevel.Information, "A hub connection is closed for a bad frame: {Code} {Name}")]
    public static partial void BadFrame(this ILogger log, int code, string name);
}
