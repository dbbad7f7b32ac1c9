using System.Collections.Immutable;

namespace OrleansChat;

/// <summary>What a notice says.</summary>
[GenerateSerializer]
public enum NoticeKind
{
    /// <summary>A direct room has news for people at this gateway.</summary>
    Direct = 1,

    /// <summary>The server has something to say to everybody.</summary>
    Announcement = 2,

    /// <summary>Somebody came online.</summary>
    Online = 3,

    /// <summary>Somebody went offline.</summary>
    Offline = 4,

    /// <summary>Somebody at this gateway has another name now.</summary>
    Renamed = 5,
}

/// <summary>Something that gateways are told, beside rooms' events. Not durable, unlike what it may point at.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Who">For Online, Offline and Renamed: whom it is about, with the name they bear now.</param>
/// <param name="Text">For Announcement: the text.</param>
/// <param name="Direct">For Direct: where the news is.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Notice")]
public sealed record Notice(NoticeKind Kind, DateTimeOffset At, Actor? Who = null, string? Text = null, DirectNews? Direct = null);

/// <summary>News in a direct room.</summary>
/// <param name="Room">The room's name, which tells whose it is: <see cref="DirectRooms"/>.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="After">The news are the events after this seq.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.DirectNews")]
public sealed record DirectNews(string Room, long Epoch, long After);

/// <summary>
/// Consecutive notices to one gateway. The numbers tell whether one was lost: a gateway that misses some, or hears of
/// another stream, looks up what its people may have missed (<see cref="IDirectoryGrain.ReadDirectNews"/>).
/// </summary>
/// <param name="Stream">Of which numbering this is; a new activation of presence begins another one.</param>
/// <param name="First">The number of the first notice: the previous batch's last one plus its one, from 1.</param>
/// <param name="Notices">In order, never empty.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.NoticeBatch")]
public sealed record NoticeBatch(Guid Stream, long First, ImmutableArray<Notice> Notices);
