using System.Runtime.InteropServices;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Hosting;

/// <summary>
/// Ends the process on SIGINT, SIGTERM or SIGQUIT: first every client is told, then the host stops. The framework's own
/// lifetime begins with the host's stop, at which the transports cut their connections before a word can leave.
/// </summary>
internal sealed partial class SignalLifetime(SessionRegistry sessions, IHostApplicationLifetime application, ILogger<SignalLifetime> log)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _stopping;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT })
            _signals.Add(PosixSignalRegistration.Create(signal, Stop));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Exchange(ref _stopping, 1) == 0) _ = StopGracefully(signal.Signal);
    }

    private async Task StopGracefully(PosixSignal signal)
    {
        LogStopping(signal, sessions.Count);
        await sessions.SayGoodbye();
        application.StopApplication();
    }

    [LoggerMessage(601, LogLevel.Information, "{Signal}: closing {Sessions} connections, then stopping")]
    private partial void LogStopping(PosixSignal signal, int sessions);
}
