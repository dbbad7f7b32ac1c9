namespace OrleansChat.Cli;

/// <summary>How a command ended; docs/cli.md lists them.</summary>
internal static class ExitCodes
{
    /// <summary>Everything was done; for what was sent: acknowledged.</summary>
    public const int Done = 0;

    /// <summary>The server refused, and would again.</summary>
    public const int Refused = 1;

    /// <summary>The command can't be meant so: a wrong option, a file that can't be read.</summary>
    public const int Usage = 2;

    /// <summary>The server could not be reached for as long as <c>--give-up</c> says.</summary>
    public const int GaveUp = 3;

    /// <summary>Ctrl-C, or SIGTERM: 128 and SIGINT's number, as shells have it.</summary>
    public const int Interrupted = 130;
}
