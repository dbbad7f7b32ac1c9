using System.Collections.Concurrent;

namespace OrleansChat.Testing.Rooms;

/// <summary>A gateway as presence sees it: it reports people, and remembers what it was told.</summary>
public sealed class ToldGateway : IGatewayObserver, IDisposable
{
    private readonly ConcurrentQueue<NoticeBatch> _batches = new();
    private readonly IChatEngine _engine;
    private readonly IGatewayObserver _reference;
    private long _number;

    public ToldGateway(IChatEngine engine) => (_engine, _reference) = (engine, engine.CreateObserver(this));

    public string Id { get; } = $"gateway-{Guid.NewGuid():N}";

    /// <summary>What it was told, in order of arrival.</summary>
    public IReadOnlyList<NoticeBatch> Batches => [.. _batches];

    /// <inheritdoc cref="Batches"/>
    public IReadOnlyList<Notice> Notices => [.. _batches.SelectMany(batch => batch.Notices)];

    /// <summary>Reports everybody who is online here.</summary>
    public Task<PresenceAnswer> Has(params Guid[] people) => Send(Next(true, people, []));

    public Task<PresenceAnswer> Came(params Guid[] people) => Send(Next(false, people, []));

    public Task<PresenceAnswer> Went(params Guid[] people) => Send(Next(false, [], people));

    /// <summary>A report, not sent yet.</summary>
    public PresenceReport Next(bool complete, Guid[] came, Guid[] went) => new(Id, ++_number, _reference, complete, [.. came], [.. went]);

    public Task<PresenceAnswer> Send(PresenceReport report) => _engine.Presence.Report(report);

    public Task Withdraws() => _engine.Presence.Withdraw(Id);

    public Task Hears(Func<Notice, bool> what, string words) => Eventually.Holds(() => Task.FromResult(Notices.Any(what)), words);

    public Task Deliver(EventBatch batch) => Task.CompletedTask;

    public Task Notify(NoticeBatch batch)
    {
        _batches.Enqueue(batch);
        return Task.CompletedTask;
    }

    public void Dispose() => _engine.ReleaseObserver(_reference);
}
