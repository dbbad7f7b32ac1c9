using System.Collections.Immutable;

namespace OrleansChat;

/// <summary>Which events to read.</summary>
public enum ReadDirection
{
    /// <summary>The newest events before <see cref="ReadRequest.From"/>.</summary>
    Before,

    /// <summary>The oldest events after <see cref="ReadRequest.From"/>.</summary>
    After,

    /// <summary>The event <see cref="ReadRequest.From"/> with as many before it as behind it.</summary>
    Around,
}

/// <summary>Asks for a page of a room's events.</summary>
/// <param name="Direction">Which way to read.</param>
/// <param name="From">The seq to read from, itself excluded but with Around; <see cref="long.MaxValue"/> with Before reads
/// the newest.</param>
/// <param name="Limit">How many at the most, 1–<see cref="Limits.PageEvents"/>.</param>
/// <param name="Viewer">Who will see the page: it then carries <see cref="HistoryPage.Details"/>. Null reads events only,
/// as a resume does.</param>
/// <param name="Thread">Only the replies of the thread that begins with this message. Not with Around.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.ReadRequest")]
public sealed record ReadRequest(ReadDirection Direction, long From, int Limit, Guid? Viewer = null, long? Thread = null);

/// <summary>A page of a room's events.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Head">The head when the page was read. The page shows every message in its state at exactly this moment:
/// changes up to this seq are in it, later ones are not.</param>
/// <param name="Events">Ascending by seq; without gaps, but for a thread's page.</param>
/// <param name="More">Whether there are further events in the direction read; around a seq, in either.</param>
/// <param name="Details">What the page's messages have gathered, for those that have: by ascending seq.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.HistoryPage")]
public sealed record HistoryPage(
    string Room, long Epoch, long Head, ImmutableArray<RoomEvent> Events, bool More, ImmutableArray<MessageDetails> Details);

/// <summary>What a message has gathered.</summary>
/// <param name="Seq">The message.</param>
/// <param name="Replies">Messages in the thread that begins with it, deleted ones included.</param>
/// <param name="LastReply">The newest of them; null when there is none.</param>
/// <param name="Reactions">Its reactions, each emoji in the order of the oldest reaction with it that stands.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.MessageDetails")]
public sealed record MessageDetails(long Seq, int Replies, long? LastReply, ImmutableArray<ReactionCount> Reactions);

/// <summary>One emoji on one message.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="Count">How many people reacted with it.</param>
/// <param name="Mine">Whether the page's viewer did.</param>
/// <param name="First">The first of them, at most <see cref="Limits.ReactionNames"/>; all are read with
/// <see cref="IRoomGrain.ReadReactions"/>.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.ReactionCount")]
public sealed record ReactionCount(string Emoji, int Count, bool Mine, ImmutableArray<Actor> First);

/// <summary>One person's reaction.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="Actor">Who reacted.</param>
/// <param name="Seq">The event that says so.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Reaction")]
public sealed record Reaction(string Emoji, Actor Actor, long Seq);

/// <summary>Everybody's reactions to one message.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Head">The head when they were read.</param>
/// <param name="Seq">The message.</param>
/// <param name="Reactions">By ascending seq.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.ReactionList")]
public sealed record ReactionList(string Room, long Head, long Seq, ImmutableArray<Reaction> Reactions);
