namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>How a connection ended.</summary>
internal enum LineEnd
{
    /// <summary>It hasn't.</summary>
    None,

    /// <summary>The peer said so.</summary>
    Exit,

    /// <summary>The peer is gone.</summary>
    Disconnect,

    /// <summary>The peer said nothing for too long.</summary>
    Timeout,

    /// <summary>The server ended it.</summary>
    Closed,
}

/// <summary>What comes next from a peer.</summary>
/// <param name="Text">A line; null when it was too long, or there is none.</param>
/// <param name="End">Why there is none.</param>
internal readonly record struct Received(string? Text, LineEnd End);
