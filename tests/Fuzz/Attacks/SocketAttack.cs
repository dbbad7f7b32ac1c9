using System.Net.WebSockets;

namespace OrleansChat.Fuzz.Attacks;

/// <summary>Good WebSockets with bad frames in them: text or binary, whole or in fragments.</summary>
/// <param name="corpus">What it sends.</param>
/// <param name="path">Where, with its query.</param>
/// <param name="protocol">The subprotocol it asks for.</param>
/// <param name="greeting">What each connection, or almost each, begins with.</param>
internal sealed class SocketAttack(string corpus, string path, string? protocol = null, string? greeting = null) : Attack
{
    public override string Corpus => corpus;

    public override async Task Once(Victim victim, Random dice, Func<byte[]> next, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        if (protocol is not null) socket.Options.AddSubProtocol(protocol);
        if (dice.Next(8) > 0) socket.Options.SetRequestHeader("Authorization", $"Bearer {victim.Token}");
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{victim.Http.Authority}{path}"), stop);
            var reading = dice.Next(4) > 0 ? Read(socket, stop) : Task.CompletedTask;
            if (greeting is not null && dice.Next(8) > 0) await Send(socket, System.Text.Encoding.UTF8.GetBytes(greeting), WebSocketMessageType.Text, true, stop);
            for (var frames = dice.Next(20); frames > 0 && socket.State == WebSocketState.Open; frames--)
                await Send(socket, next(), dice.Next(30) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text, dice.Next(10) > 0, stop);
            if (dice.Next(2) == 0) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
            // Whoever reads and closes in good order is answered.
            if (socket.State == WebSocketState.CloseSent) await reading;
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // Turned away, or cut, which a sender may be told as a cancellation.
        }
    }

    private static Task Send(ClientWebSocket socket, byte[] bytes, WebSocketMessageType type, bool end, CancellationToken stop) => socket.SendAsync(bytes, type, end, stop);

    private static async Task Read(ClientWebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer, stop)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut, by the server or by ourselves.
        }
    }
}
