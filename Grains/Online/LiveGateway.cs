using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Online;

/// <summary>
/// One gateway as presence knows it: who is online there, and the numbers of its notices. Telling never waits for it.
/// Touched in turns of presence only.
/// </summary>
internal sealed class LiveGateway(string id, Guid stream, ILogger log)
{
    private IGatewayObserver? _observer;

    public string Id => id;

    /// <summary>Which numbering its notices have.</summary>
    public Guid Stream => stream;

    /// <summary>The number of the last notice.</summary>
    public long Sent { get; private set; }

    /// <summary>The number of the last report that <see cref="People"/> knows of.</summary>
    public long Report { get; private set; }

    /// <summary>Who is online there.</summary>
    public HashSet<Guid> People { get; private set; } = [];

    /// <summary>Takes over what is stored, unless more is known already.</summary>
    public void Restore(GatewayRecord record)
    {
        if (record.Report < Report) return;
        Report = record.Report;
        People = [.. record.People];
    }

    /// <summary>Takes in a report that is stored. Returns whether it is the one after the last: otherwise another activation
    /// took those between, and what is stored is to be read.</summary>
    public bool Take(PresenceReport report)
    {
        // Answers of the store may come in another order than the reports were stored.
        if (report.Number < Report) return true;
        var next = report.Complete || report.Number <= Report + 1;
        _observer = report.Observer;
        if (report.Complete) People.Clear();
        People.UnionWith(report.Came);
        People.ExceptWith(report.Went);
        // With a report missing, what is stored under this number is to be taken over all the same.
        Report = report.Number;
        return next;
    }

    /// <summary>Sends a notice under the next number. One to a gateway that hasn't reported to this activation yet has its
    /// number too, so that the gateway finds that it missed it.</summary>
    public void Tell(Notice notice)
    {
        var number = ++Sent;
        if (_observer is { } observer) _ = Notify(observer, new NoticeBatch(stream, number, ImmutableArray.Create(notice)));
    }

    private async Task Notify(IGatewayObserver observer, NoticeBatch batch)
    {
        try
        {
            await observer.Notify(batch);
        }
        catch (Exception e)
        {
            log.NoticeFailed(id, e.Message);
        }
    }
}
