using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>A session's way out over SignalR.</summary>
internal sealed class HubClientConnection(HubConnectionContext connection) : IClientConnection
{
    // Long enough for a farewell to leave, short enough that a peer that doesn't read keeps nobody waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public string Id => connection.ConnectionId;

    public async Task Write(IReadOnlyList<Outgoing> items)
    {
        // One item, the common case, is the same message for everybody; several frames leave as one message.
        if (items.Count == 1)
        {
            await connection.WriteAsync(items[0].EncodedAs(Encode));
            return;
        }

        foreach (var (frames, notice) in JsonFrames.Runs(items))
            await connection.WriteAsync(notice is null ? new SerializedHubMessage(Events(frames)) : notice.EncodedAs(Encode));
    }

    public async Task Close(ErrorCode reason)
    {
        var retry = ErrorTable.Of(reason).Retry != Retry.Never;
        try
        {
            await connection.WriteAsync(new CloseMessage(new ChatException(reason).ToWire(), retry)).AsTask().WaitAsync(Patience);
            // An abort overtakes what was written. A client that has read the close message goes by itself.
            await Task.Delay(Patience, connection.ConnectionAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (TimeoutException)
        {
        }

        connection.Abort();
    }

    public void Abort() => connection.Abort();

    private static SerializedHubMessage Encode(Outgoing item) => new(item is NoticeFrame notice
        ? new InvocationMessage(notice.Notice.Name(), [new RawJson(notice.Json)])
        : Events([(EventFrame)item]));

    private static InvocationMessage Events(IReadOnlyList<EventFrame> frames) => new("events", [RawJson.Of(frames)]);
}
