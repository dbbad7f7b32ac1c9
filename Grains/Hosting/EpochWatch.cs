using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Hosting;

/// <summary>Looks now and then whether an operator has begun a new epoch, so that rooms in which nobody writes hear of
/// it too. (One that writes is told by the log itself.)</summary>
internal sealed partial class EpochWatch(IRoomLog rooms, LogEpoch epoch, LogWriterOptions options, TimeProvider time, ILogger<EpochWatch> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.EpochCheck, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task Look()
    {
        try
        {
            var known = epoch.Current;
            epoch.Observe(await rooms.ReadEpoch());
            if (known != 0 && epoch.Current > known) EpochBegan(known, epoch.Current);
        }
        catch (Exception e)
        {
            // The database may be away, or be a half restored one. The next look may see more; the host must not end.
            LookFailed(e.Message);
        }
    }

    [LoggerMessage(301, LogLevel.Warning, "The log's epoch went from {Old} to {New}: a backup was restored. Rooms load again, and clients come back.")]
    private partial void EpochBegan(long old, long @new);

    [LoggerMessage(302, LogLevel.Warning, "The log's epoch can't be read: {Reason}")]
    private partial void LookFailed(string reason);
}
