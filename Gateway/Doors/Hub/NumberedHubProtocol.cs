using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansChat.Gateway.Commands;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>
/// SignalR's JSON protocol, with our numbers on the errors that SignalR makes by itself: methods it doesn't know,
/// arguments it can't read, frames it can't parse. Completions and closes leave as <c>CODE NAME: sentence</c>, without
/// SignalR's own words around them. One object serves one connection, and remembers why its input was given up.
/// </summary>
internal sealed partial class NumberedHubProtocol(JsonHubProtocol json, ILogger<NumberedHubProtocol> log) : IHubProtocol
{
    // SignalR finds methods whatever their case.
    private static readonly HashSet<string> Methods =
        CommandTable.All.Select(command => command.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private bool _tooLarge;

    public string Name => json.Name;

    public int Version => json.Version;

    public TransferFormat TransferFormat => json.TransferFormat;

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        for (var before = input.Length; !TryRead(ref input, binder, out message); before = input.Length)
        {
            // A record of a type that we don't know is skipped: it was read, but is no message.
            if (input.Length < before) continue;
            // SignalR shows at most the limit, and gives up when that holds no whole record.
            _tooLarge = input.Length >= Limits.FrameBytes;
            return false;
        }

        message = message switch
        {
            InvocationMessage { StreamIds.Length: > 0 } m => Refusal(m.InvocationId, m.Target, ErrorCode.BadArguments),
            InvocationBindingFailureMessage m => Refusal(m.InvocationId, m.Target, ErrorCode.BadArguments),
            StreamInvocationMessage m => Refusal(m.InvocationId, m.Target, ErrorCode.BadArguments),
            InvocationMessage m when !Methods.Contains(m.Target) => Refusal(m.InvocationId, m.Target, ErrorCode.UnknownMethod),
            _ => message,
        };
        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => json.WriteMessage(Number(message), output);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => json.GetMessageBytes(Number(message));

    /// <summary>Reads one record. Texts whose escapes stand for no valid Unicode, and numbers that are too large, are no accident of
    /// the server's.</summary>
    /// <exception cref="InvalidDataException">It is none: all that SignalR expects of a protocol.</exception>
    private bool TryRead(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        try
        {
            return json.TryParseMessage(ref input, binder, out message);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException or IndexOutOfRangeException)
        {
            // By turns: a text or a number that can't be, an item of no stream, and System.Text.Json's own mistake about a cut
            // literal (a lone t) that lies in several pieces of memory.
            throw new InvalidDataException("The record holds what can't be.", e);
        }
    }

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
        var code = _tooLarge ? ErrorCode.FrameTooLarge : ErrorCode.ProtocolError;
        log.BadFrame((int)code, ErrorTable.Of(code).Name);
        return new CloseMessage(new ChatException(code).ToWire(), allowReconnect: true);
    }

    private static string Number(string error, ErrorCode otherwise) =>
        Numbered().Match(error) is { Success: true } ours ? ours.Value : new ChatException(otherwise).ToWire();

    [GeneratedRegex(@"\b4\d{3} [a-z_]+( \[[^\]]*\])?: .*", RegexOptions.Singleline)]
    private static partial Regex Numbered();
}

/// <summary>Gives each connection a protocol object of its own.</summary>
internal sealed class NumberedHubProtocols(JsonHubProtocol json, ILogger<NumberedHubProtocol> log) : IHubProtocolResolver
{
    public IReadOnlyList<IHubProtocol> AllProtocols { get; } = [json];

    public IHubProtocol? GetProtocol(string protocolName, IReadOnlyList<string>? supportedProtocols) =>
        string.Equals(protocolName, json.Name, StringComparison.Ordinal) ? new NumberedHubProtocol(json, log) : null;
}

internal static partial class HubLog
{
    [LoggerMessage(501, LogLevel.Information, "A hub connection is closed for a bad frame: {Code} {Name}")]
    public static partial void BadFrame(this ILogger log, int code, string name);
}
