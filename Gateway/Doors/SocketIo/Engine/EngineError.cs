using System.Text.Json;

namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>How Engine.IO refuses a request. The numbers and sentences are those of its reference server, which clients
/// show to people.</summary>
internal sealed record EngineError(int Code, string Message, int Status = StatusCodes.Status400BadRequest)
{
    public static readonly EngineError UnknownTransport = new(0, "Transport unknown");
    public static readonly EngineError UnknownSid = new(1, "Session ID unknown");
    public static readonly EngineError BadHandshakeMethod = new(2, "Bad handshake method");
    public static readonly EngineError BadRequest = new(3, "Bad request");
    public static readonly EngineError UnsupportedVersion = new(5, "Unsupported protocol version");

    /// <summary>A refusal that has a number of ours.</summary>
    public static EngineError Of(ErrorInfo info) =>
        new(info.Code is ErrorCode.ProtocolError or ErrorCode.FrameTooLarge ? BadRequest.Code : 4, info.Sentence, info.HttpStatus);

    public Task Write(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { code = Code, message = Message })).AsTask();
    }
}
