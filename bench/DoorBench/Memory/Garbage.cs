using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using OrleansChat.DoorBench.Servers;

namespace OrleansChat.DoorBench.Memory;

/// <summary>Has a server collect its garbage, so that what is left is what it needs.</summary>
internal static class Garbage
{
    // .NET keeps an empty region of its heap for some twenty collections before it gives it back to the system.
    private const int Collections = 20;

    // Of the runtime's own provider: a session with this keyword begins with a full collection.
    private const long CollectKeyword = 0x800000;

    public static async Task Collect(MeasuredServer server, CancellationToken stop)
    {
        for (var i = 0; i < Collections; i++)
        {
            if (server.IsDotNet) await CollectDotNet(server.ProcessId, stop);
            else await CollectNode(server.ProcessId, stop);
        }
    }

    private static async Task CollectDotNet(int process, CancellationToken stop)
    {
        EventPipeProvider[] runtime = [new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, CollectKeyword)];
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync(runtime, requestRundown: false, token: stop);
        var reading = session.EventStream.CopyToAsync(Stream.Null, stop);
        await session.StopAsync(stop);
        await reading;
    }

    private static async Task CollectNode(int process, CancellationToken stop)
    {
        // The shell's own kill: not every container has the program.
        using var signal = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -USR2 {process}")]);
        await signal.WaitForExitAsync(stop);
    }
}
