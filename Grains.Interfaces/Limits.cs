namespace OrleansChat;

/// <summary>Limits that are part of the contract. What an operator may change is in the options of each host.</summary>
public static class Limits
{
    /// <summary>Bytes of UTF-8 in one message.</summary>
    public const int TextBytes = 8 * 1024;

    /// <summary>Unicode scalar values in a user's name.</summary>
    public const int NameLength = 32;

    /// <summary>Unicode scalar values in a room's name.</summary>
    public const int RoomNameLength = 64;

    /// <summary>Unicode scalar values in a room's topic.</summary>
    public const int TopicLength = 250;

    /// <summary>Rooms, members or people in one list.</summary>
    public const int ListEntries = 200;

    /// <summary>Direct rooms in the list of a user's rooms: those with the newest events.</summary>
    public const int ListedDirectRooms = 500;

    /// <summary>Events in one page of history.</summary>
    public const int PageEvents = 200;

    /// <summary>Bytes of one page or batch of events, as JSON: beyond it a page is cut short. At least one event always
    /// fits. A quarter of an outbox, so that no single batch fills one.</summary>
    public const int PageBytes = 256 * 1024;

    /// <summary>Bytes of UTF-8 in one emoji; the longest families and flags of today take some 40.</summary>
    public const int EmojiBytes = 64;

    /// <summary>Different emoji on one message.</summary>
    public const int EmojiPerMessage = 20;

    /// <summary>People whom a page names for each emoji of a message.</summary>
    public const int ReactionNames = 5;

    /// <summary>The room of clients that name none. It belongs to nobody: whoever makes it doesn't moderate it.</summary>
    public const string CommonRoom = "lobby";

    /// <summary>Bytes in one frame from a client.</summary>
    public const int FrameBytes = 64 * 1024;
}
