using System.Threading.Channels;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Hosting;

namespace OrleansChat.Gateway.Online;

/// <summary>
/// Reports who is online at this gateway: at once when somebody comes or goes, one report at a time, and every few seconds
/// anyway, which keeps the lease (G9). After a report that wasn't taken the next one names everybody. What presence tells in
/// return goes to the <see cref="INoticeSink"/>.
/// </summary>
internal sealed class PresenceReporter : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IChatEngine _engine;
    private readonly string _gatewayId;
    private readonly PeopleHere _people;
    private readonly PresenceReportOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PresenceReporter> _log;
    private readonly NoticeInbox _inbox;
    private readonly MissedNews _missed;
    private IGatewayObserver? _observer;
    private Task _passing = Task.CompletedTask;
    // The report loop's own.
    private long _number;
    private bool _complete = true;
    private DateTimeOffset? _failing;
    private bool _warned;

    public PresenceReporter(
        IChatEngine engine, RoomFanouts fanouts, PeopleHere people, INoticeSink sink, PresenceReportOptions options,
        GatewayMetrics metrics, TimeProvider time, ILogger<PresenceReporter> log)
    {
        (_engine, _gatewayId, _people, _options, _time, _log) = (engine, fanouts.GatewayId, people, options, time, log);
        _inbox = new NoticeInbox(sink, options, metrics, time, log);
        _missed = new MissedNews(engine, people, _inbox, time, log);
        _inbox.Missed = _missed.WantAll;
        metrics.WatchNotices(() => _inbox.Waiting);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _observer = _engine.CreateObserver(_inbox);
        _passing = _inbox.Run();
        _people.Changed = Wake;
        Wake();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Its people are offline at once instead of after a lease.
        await Task.WhenAny(Withdraw(), Task.Delay(Farewell, _time, cancellationToken));
        if (_observer is { } observer) _engine.ReleaseObserver(observer);
        _inbox.Complete();
        await Task.WhenAny(_passing, Task.Delay(Farewell, _time, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = _time.CreateTimer(_ => Wake(), null, _options.Report, _options.Report);
        try
        {
            await Task.WhenAll(Report(stoppingToken), _missed.Run(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private void Wake() => _work.Writer.TryWrite(true);

    private async Task Report(CancellationToken stop)
    {
        while (await _work.Reader.WaitToReadAsync(stop))
        {
            _work.Reader.TryRead(out _);
            if (await TryReport(stop)) continue;
            await Task.Delay(Pause, _time, stop);
            Wake();
        }
    }

    private async Task<bool> TryReport(CancellationToken stop)
    {
        var asked = _time.GetUtcNow();
        var change = _people.Take(_complete);
        try
        {
            var report = new PresenceReport(_gatewayId, ++_number, _observer!, _complete, change.Came, change.Went);
            var answer = await _engine.Presence.Report(report).WaitAsync(stop);
            (_failing, _warned) = (null, false);
            _complete = !answer.Known;
            if (answer.Known)
            {
                _inbox.Answered(answer, asked);
                _missed.Want(change.New);
                return true;
            }

            _log.LeaseLost();
            _people.Return(change);
            // A complete report that isn't taken either is made again after a pause.
            if (report.Complete) return false;
            Wake();
            return true;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // Nobody knows what became of it.
            // A gateway may be there before its silos: that is nothing to warn of.
            _failing ??= asked;
            if (!_warned && asked - _failing >= Patience)
            {
                _log.ReportFailed(e.Message);
                _warned = true;
            }

            _complete = true;
            _people.Return(change);
            return false;
        }
    }

    private async Task Withdraw()
    {
        try
        {
            await _engine.Presence.Withdraw(_gatewayId);
        }
        catch (Exception e)
        {
            _log.WithdrawFailed(e.Message);
        }
    }
}
