using System.Runtime.InteropServices;

namespace OrleansChat.Testing.Processes;

/// <summary>The signals that trouble is made of. Their numbers are those that Linux and macOS share, but for two.</summary>
public static partial class Signals
{
    private static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>SIGINT.</summary>
    public static void Interrupt(int process) => Send(process, 2);

    /// <summary>SIGKILL: the process has no word in it.</summary>
    public static void Kill(int process) => Send(process, 9);

    /// <summary>SIGTERM: please end.</summary>
    public static void Terminate(int process) => Send(process, 15);

    /// <summary>SIGSTOP: it stands still, with all its connections open, and doesn't notice.</summary>
    public static void Pause(int process) => Send(process, Stop);

    /// <summary>SIGCONT.</summary>
    public static void Resume(int process) => Send(process, Continue);

    // A process that has just ended by itself is no error.
    private static void Send(int process, int signal) => _ = kill(process, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
