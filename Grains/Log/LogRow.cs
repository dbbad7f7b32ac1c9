using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace OrleansChat.Grains.Log;

/// <summary>An event as the log holds it now, with what tells whether a retry is the same write (G3).</summary>
/// <param name="Event">The event, in its present state.</param>
/// <param name="Fingerprint">Of its content when it was first written; null when the text was deleted.</param>
public sealed record LogRow(RoomEvent Event, long? Fingerprint)
{
    /// <summary>A row as it is first written.</summary>
    public static LogRow Of(RoomEvent e) => new(e, FingerprintOf(e));

    /// <summary>64 bits of SHA-256 over what the client said. The text itself may have been edited since; a client that
    /// finds a collision has deceived itself about its own message.</summary>
    public static long FingerprintOf(RoomEvent e)
    {
        // Migration 0003 computes the same for rows that are older than this.
        const int KindAndTarget = 40;
        var text = e.Text ?? e.Emoji;
        var content = ArrayPool<byte>.Shared.Rent(KindAndTarget + Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0));
        Utf8.TryWrite(content, CultureInfo.InvariantCulture, $"{(int)e.Kind}:{e.Target ?? e.ReplyTo}:{text}", out var length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(content);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    /// <summary>Whether <paramref name="retry"/> says what this row was written for.</summary>
    public bool IsSame(RoomEvent retry) =>
        retry.Kind == Event.Kind && retry.Target == Event.Target && retry.ReplyTo == Event.ReplyTo
        && (Fingerprint is null || Fingerprint == FingerprintOf(retry));
}

/// <summary>A member as the log has them.</summary>
/// <param name="User">Who.</param>
/// <param name="Role">What they may do.</param>
public readonly record struct Member(Guid User, MemberRole Role)
{
    /// <summary>The role that a join gives: whoever makes a room moderates it.</summary>
    public static MemberRole RoleOf(RoomEvent join) =>
        join.Seq == 1 && !string.Equals(join.Room, Limits.CommonRoom, StringComparison.Ordinal) ? MemberRole.Moderator : MemberRole.Member;
}

/// <summary>What a room starts from.</summary>
/// <param name="Key">The room's key.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Recent">The newest events, ascending; the last one is the head. Empty for an empty room.</param>
/// <param name="Detailed">Those of them that are messages with replies or reactions.</param>
/// <param name="Members">All members.</param>
public sealed record RoomSnapshot(
    RoomKey Key, long Epoch, ImmutableArray<LogRow> Recent, ImmutableArray<long> Detailed, ImmutableArray<Member> Members);

/// <summary>A page as the log has it.</summary>
/// <param name="Head">The head at the moment of the read.</param>
/// <param name="Events">Ascending by seq.</param>
/// <param name="More">As in <see cref="HistoryPage.More"/>.</param>
/// <param name="Details">Empty when no viewer was named.</param>
public sealed record LogPage(long Head, ImmutableArray<RoomEvent> Events, bool More, ImmutableArray<MessageDetails> Details);

/// <summary>Messages, as far as changes of them are judged by it.</summary>
/// <param name="Head">The head at the moment of the read.</param>
/// <param name="Messages">Those that exist.</param>
public sealed record MessageRecords(long Head, ImmutableArray<MessageRecord> Messages);

/// <summary>One message, as far as changes of it are judged by it.</summary>
/// <param name="Seq">The message.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Thread">The thread it replies in, if any.</param>
/// <param name="Deleted">Whether it was deleted.</param>
/// <param name="Reactions">By ascending seq.</param>
public sealed record MessageRecord(long Seq, Guid Author, long? Thread, bool Deleted, ImmutableArray<Reaction> Reactions);
