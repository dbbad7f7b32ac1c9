namespace OrleansChat.Gateway.Fanout;

/// <summary>Puts encoded frames together without encoding them again.</summary>
internal static class JsonFrames
{
    /// <summary>Frames as one JSON array of events.</summary>
    public static byte[] Join(IReadOnlyList<EventFrame> frames)
    {
        var array = new byte[frames.Sum(frame => frame.Json.Length + 1) + 1];
        var at = 0;
        foreach (var frame in frames)
        {
            // '[' before the first frame, ',' before the others.
            array[at] = at == 0 ? (byte)'[' : (byte)',';
            frame.Json.CopyTo(array, at + 1);
            at += frame.Json.Length + 1;
        }

        array[at] = (byte)']';
        return array;
    }

    /// <summary>Cuts what waits for a client into runs: event frames that follow each other together, notices alone.</summary>
    public static IEnumerable<(IReadOnlyList<EventFrame> Frames, Sessions.NoticeFrame? Notice)> Runs(IReadOnlyList<Sessions.Outgoing> items)
    {
        var frames = new List<EventFrame>();
        foreach (var item in items)
        {
            if (item is EventFrame frame)
            {
                frames.Add(frame);
                continue;
            }

            if (frames.Count > 0) yield return (frames, null);
            frames = [];
            if (item is Sessions.NoticeFrame notice) yield return ([], notice);
        }

        if (frames.Count > 0) yield return (frames, null);
    }
}
