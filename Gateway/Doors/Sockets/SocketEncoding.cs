using System.Text;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Sockets;

/// <summary>What leaves, as frames; those for several clients are made once.</summary>
internal static class SocketEncoding
{
    private static readonly byte[] EventsHead = "{\"type\":\"events\",\"events\":"u8.ToArray();

    /// <summary>Frames of the contract dialect: what waits together leaves together.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Contract(IReadOnlyList<Outgoing> items)
    {
        var frames = new List<EventFrame>();
        foreach (var item in items)
        {
            if (item is EventFrame frame)
            {
                frames.Add(frame);
                continue;
            }

            if (frames.Count > 0) yield return Events(frames);
            frames.Clear();
            if (item is ReplyFrame reply) yield return reply.Content;
            if (item is NoticeFrame) yield return item.EncodedAs(Notice).Bytes;
        }

        if (frames.Count == 1) yield return frames[0].EncodedAs(Events).Bytes;
        else if (frames.Count > 1) yield return Events(frames);
    }

    private static Encoded Events(Outgoing frame) => new(Events([(EventFrame)frame]));

    private static byte[] Events(IReadOnlyList<EventFrame> frames) => [.. EventsHead, .. JsonFrames.Join(frames), (byte)'}'];

    // The notice's own object, with its type in front.
    private static Encoded Notice(Outgoing item)
    {
        var notice = (NoticeFrame)item;
        return new Encoded([.. Encoding.UTF8.GetBytes($"{{\"type\":\"{notice.Notice.Name()}\","), .. notice.Json.AsSpan(1)]);
    }

    private sealed record Encoded(byte[] Bytes);
}
