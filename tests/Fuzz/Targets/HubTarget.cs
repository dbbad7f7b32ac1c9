using System.Buffers;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansChat.Fuzz.Machine;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Doors.Hub;

namespace OrleansChat.Fuzz.Targets;

/// <summary>Records of the hub: what is good is the same however the bytes lie in memory; what can't be read is refused by the one
/// exception that SignalR knows; and whatever refusal goes back has our number.</summary>
internal sealed class HubTarget : Target
{
    private readonly IHubProtocolResolver _protocols = Protocols();

    public override string Name => "hub";

    public override IReadOnlyList<string> Words { get; } =
    [
        "\u001e", "{", "}", "[", "]", "\"", ":", ",", "null", "\\ud83d", "\\udc4d", "\"type\":1", "\"type\":2", "\"type\":3", "\"type\":4", "\"type\":5", "\"type\":6", "\"type\":7",
        "\"type\":8,\"sequenceId\":1", "\"type\":9,\"sequenceId\":1", "\"type\":99", "\"invocationId\":\"1\"", "\"target\":\"Send\"", "\"target\":\"Join\"", "\"target\":\"Page\"",
        "\"arguments\":[", "\"streamIds\":[\"s\"]", "\"item\":", "\"result\":", "\"error\":\"4001 unauthorized: x\"", "\"headers\":{", "\"lobby\"", "{\"limit\":10,\"around\":3}",
    ];

    public override int BytesPerByte => 512;

    public override void Take(byte[] input)
    {
        var whole = Read(new ReadOnlySequence<byte>(input));
        var inPieces = Read(Pieces(input));
        // In several pieces of memory System.Text.Json lets escapes pass that it refuses in one (a \u with three digits): such a
        // record is a bad frame, an argument that doesn't fit, or skipped. What is good is the same.
        var same = whole.Zip(inPieces).TakeWhile(pair => pair.First == pair.Second).Count();
        Hold(
            (same == whole.Count && same == inPieces.Count) || IsBadFrame(whole.ElementAtOrDefault(same)),
            $"What lies otherwise in memory is read otherwise: {string.Join(';', whole)} / {string.Join(';', inPieces)}");
    }

    private static bool IsBadFrame(string? told) => told is not null && told.StartsWith("{\"type\":7", StringComparison.Ordinal);

    private List<string> Read(ReadOnlySequence<byte> input)
    {
        var protocol = _protocols.GetProtocol("json", null)!;
        var read = new List<string>();
        try
        {
            while (protocol.TryParseMessage(ref input, Binder.Instance, out var message)) read.Add(Told(protocol, message));
        }
        catch (InvalidDataException e)
        {
            // SignalR says the exception's words to the client, and closes.
            var goodbye = protocol.GetMessageBytes(new CloseMessage($"Connection closed with an error. {e.GetType().Name}: {e.Message}"));
            read.Add(System.Text.Encoding.UTF8.GetString(goodbye.Span));
            Hold(read[^1].Contains("\"error\":\"4", StringComparison.Ordinal), $"A refusal without its number: {read[^1]}");
        }

        return read;
    }

    private static string Told(IHubProtocol protocol, HubMessage message)
    {
        if (message is not InvocationMessage call) return message.GetType().Name;
        if (call.InvocationId is not null) protocol.GetMessageBytes(CompletionMessage.WithError(call.InvocationId, "An unexpected error occurred."));
        return $"{call.InvocationId} {call.Target} {string.Join(',', call.Arguments.Select(Told))}";
    }

    private static string Told(object? argument)
    {
        if (argument is not JsonElement json) return JsonSerializer.Serialize(argument);
        TryGet(() => Arguments.PositionOf(json), out _, ErrorCode.BadPosition);
        // Byte by byte: what is JSON still may hold what can't be written again.
        return Convert.ToHexString(JsonMarshal.GetRawUtf8Value(json));
    }

    private static ReadOnlySequence<byte> Pieces(byte[] input)
    {
        if (input.Length < 2) return new ReadOnlySequence<byte>(input);
        var first = new Piece(input.AsMemory(0, 1), null);
        var last = first;
        for (var at = 1; at < input.Length; at += 7) last = new Piece(input.AsMemory(at, Math.Min(7, input.Length - at)), last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static IHubProtocolResolver Protocols()
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(Microsoft.Extensions.Logging.Abstractions.NullLogger<>));
        services.AddSingleton<ILoggerFactory, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory>();
        services.AddHubDoor();
        return services.BuildServiceProvider().GetRequiredService<IHubProtocolResolver>();
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes, Piece? before)
        {
            Memory = bytes;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }

    /// <summary>Knows the hub's methods as SignalR's own does, and no call of the server's and no stream.</summary>
    private sealed class Binder : IInvocationBinder
    {
        public static readonly Binder Instance = new();

        private static readonly Dictionary<string, Type[]> Methods = typeof(ChatHub)
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName && method.GetBaseDefinition() == method)
            .ToDictionary(method => method.Name, method => method.GetParameters().Select(p => p.ParameterType).ToArray(), StringComparer.OrdinalIgnoreCase);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => Methods.GetValueOrDefault(methodName, []);

        public Type GetReturnType(string invocationId) => throw new InvalidOperationException("Unknown invocation ID.");

        public Type GetStreamItemType(string streamId) => throw new KeyNotFoundException("Unknown stream.");
    }
}
