namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>What the line door itself says.</summary>
internal static class LineText
{
    public const string NamePrompt = "Enter your username: ";
    public const string Timeout = "Timeout - closing connection\n";
    public const string UnknownCommand = "Unknown command. Type /help for help\n";
    public const string ShuttingDown = "*** Server is shutting down\n";
    public const string NoRoom = "You are in no room. Type /join ROOM to go to one\n";

    /// <summary>A refusal: <c>! 4301 rate_limited [retry after 200 ms]: Too much …</c></summary>
    public static string Refusal(ChatException refusal) => $"! {TerminalText.Of(refusal.ToWire())}\n";

    /// <summary>Why a connection ends.</summary>
    public static string Farewell(ChatException reason) => reason.Code switch
    {
        ErrorCode.GoingAway => ShuttingDown,
        ErrorCode.Idle or ErrorCode.HandshakeTimeout => Timeout,
        _ => Refusal(reason),
    };

    public static string Left(string room) => $"You left #{TerminalText.Of(room)}\n";
}
