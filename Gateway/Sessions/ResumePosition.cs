using System.Globalization;

namespace OrleansChat.Gateway.Sessions;

/// <summary>Where a client says it stands in a room: a seq, with the epoch if it knows it (G5).</summary>
internal readonly record struct ResumePosition(long? Epoch, long Seq)
{
    /// <summary>Reads <c>seq</c> or <c>epoch:seq</c>.</summary>
    /// <exception cref="ChatException">BadPosition.</exception>
    public static ResumePosition Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var seq = Number(text.AsSpan(colon + 1));
        return new ResumePosition(colon < 0 ? null : Number(text.AsSpan(0, colon)), seq);
    }

    /// <summary>Whether exactly the missed events can be given, or the client must start anew.</summary>
    public bool CanResume(RoomPosition room, int furthest) =>
        (Epoch ?? room.Epoch) == room.Epoch && Seq <= room.Head && room.Head - Seq <= furthest;

    private static long Number(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange('0', '9') && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ChatException(ErrorCode.BadPosition);
}
