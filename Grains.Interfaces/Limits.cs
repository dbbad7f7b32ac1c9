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

    /// <summary>Events in one page of history.</summary>
    public const int PageEvents = 200;

    /// <summary>Bytes in one frame from a client.</summary>
    public const int FrameBytes = 64 * 1024;
}
