using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Hosting;
using OrleansChat.Gateway.Online;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.Online;

/// <summary>What a gateway has to do with presence, without its doors.</summary>
internal sealed class ReportingGateway : INoticeSink, IAsyncDisposable
{
    private readonly ConcurrentQueue<Notice> _taken = new();
    private readonly RoomFanouts _fanouts;
    private readonly PresenceReporter _reporter;

    private ReportingGateway(IChatEngine engine, PresenceReportOptions options)
    {
        var (metrics, time) = (new GatewayMetrics(Measured.Meter), TimeProvider.System);
        People = new PeopleHere(time);
        _fanouts = new RoomFanouts(
            engine, new EngineCalls(engine, time, NullLogger<EngineCalls>.Instance), new FanoutOptions(), metrics, time, NullLogger<RoomFanouts>.Instance);
        _reporter = new PresenceReporter(
            engine, _fanouts, People, this, options, metrics, time, NullLogger<PresenceReporter>.Instance);
    }

    public PeopleHere People { get; }

    public string Id => _fanouts.GatewayId;

    public Measured Measured { get; } = new();

    /// <summary>While this isn't done, the sink takes its time.</summary>
    public Task Slow { get; set; } = Task.CompletedTask;

    public IReadOnlyList<Notice> Taken => [.. _taken];

    public static async Task<ReportingGateway> Start(IChatEngine engine, int queued = 10_000)
    {
        var gateway = new ReportingGateway(
            engine, new PresenceReportOptions { Report = TimeSpan.FromMilliseconds(50), QueuedNotices = queued });
        await gateway._reporter.StartAsync(CancellationToken.None);
        return gateway;
    }

    public async Task Take(Notice notice)
    {
        await Slow;
        _taken.Enqueue(notice);
    }

    public Task Takes(string room) =>
        Eventually.Holds(() => Task.FromResult(_taken.Any(notice => notice.Direct?.Room == room)), $"news of {room}");

    public Task Stop() => _reporter.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _reporter.Dispose();
        _fanouts.Dispose();
        Measured.Dispose();
    }
}
