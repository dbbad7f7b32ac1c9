using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>Engine.IO over plain requests.</summary>
internal static class PollingTransport
{
    // One answer; what waits beyond it comes with the next.
    private const int AnswerBytes = 256 * 1024;

    /// <summary>GET: hangs until there is something to say.</summary>
    public static async Task Poll(HttpContext context, EngineSocket engine)
    {
        if (!engine.TryBeginPoll())
        {
            engine.End(EngineEnd.Overlap);
            await EngineError.BadRequest.Write(context);
            return;
        }

        List<QueuedPacket> packets = [];
        try
        {
            packets = await engine.NextPayload(AnswerBytes, context.RequestAborted);
            var body = EnginePayload.Join([.. packets.Select(packet => packet.Bytes)]);
            // Somebody who takes their answer in too slowly is cut when the connection is: by another thread, and contexts are
            // for one.
            var request = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
            await using var cut = engine.How is null ? engine.Ended.Register(request.Abort) : default;
            await Answer(context, body);
            foreach (var packet in packets) packet.Taken();
        }
        catch (Exception e) when (IsLoss(e))
        {
            // What was to be said on it is lost, and nobody could tell the client that: it has to come back.
            engine.End(EngineEnd.TransportClosed);
        }
        finally
        {
            // Nobody but those whose packets didn't leave still waits; the connection has ended before they hear it.
            foreach (var packet in packets) packet.Lost();
        }
    }

    /// <summary>POST: what the client says. Answered when all of it has found its place.</summary>
    public static async Task Push(HttpContext context, EngineSocket engine)
    {
        if (!engine.TryBeginPush())
        {
            engine.End(EngineEnd.Overlap);
            await EngineError.BadRequest.Write(context);
            return;
        }

        try
        {
            foreach (var packet in EnginePayload.Parse(await Body(context))) await engine.Receive(packet, engine.Ended);
        }
        catch (Exception e) when (e is ChatException or BadHttpRequestException)
        {
            engine.End(EngineEnd.ParseError);
            var code = e is ChatException refusal ? refusal.Code
                : ((BadHttpRequestException)e).StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCode.FrameTooLarge : ErrorCode.ProtocolError;
            await EngineError.Of(ErrorTable.Of(code)).Write(context);
            return;
        }
        catch (OperationCanceledException) when (engine.How is not null)
        {
            // The connection ended while its client's words waited.
        }
        catch (Exception e) when (IsLoss(e))
        {
            engine.End(EngineEnd.TransportClosed);
            return;
        }

        engine.EndPush();
        await Answer(context, "ok"u8.ToArray());
    }

    /// <summary>Opens a connection: the handshake's answer is its first packet.</summary>
    public static Task Open(HttpContext context, ReadOnlyMemory<byte> open) => Answer(context, open);

    private static bool IsLoss(Exception e) => e is OperationCanceledException or IOException;

    private static async Task Answer(HttpContext context, ReadOnlyMemory<byte> body)
    {
        // Browsers keep neither polls nor the answers to them.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<byte[]> Body(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) is true)
            throw new ChatException(ErrorCode.ProtocolError);
        var reader = context.Request.BodyReader;
        while (true)
        {
            // Nothing is consumed before all of it is there. The server's limit for bodies ends it.
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
