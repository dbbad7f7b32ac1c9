using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Clients;

/// <summary>
/// A person who writes in one room: a few things at a time, without waiting for each answer. What isn't acknowledged is
/// asked for again under the same id, on whatever connection there is, in the same order.
/// </summary>
internal sealed class Writer(Device device, string room, Whims whims, TimeSpan pace, Record record)
{
    private const int Window = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(300);

    private readonly List<Pending> _pending = [];

    /// <summary>Writes until told to finish, and returns when everything is acknowledged.</summary>
    public async Task Talk(CancellationToken finish, CancellationToken stop)
    {
        while (!finish.IsCancellationRequested || _pending.Count > 0)
        {
            var link = await device.Link().WaitAsync(stop);
            await TalkOn(link, finish, stop);
            // The device may not have noticed yet that it lost its connection.
            if (link.Client.Closed.IsCompleted) await link.GivenUp.WaitAsync(stop);
        }
    }

    private async Task TalkOn(Link link, CancellationToken finish, CancellationToken stop)
    {
        foreach (var pending in _pending) Ask(link, pending);
        while (!link.Client.Closed.IsCompleted)
        {
            foreach (var pending in _pending.Where(pending => pending.Answer.IsCompleted).ToList())
            {
                if (await pending.Answer is { } ack)
                {
                    _pending.Remove(pending);
                    whims.Done(pending.Wish, ack);
                }
                else if (link.Client.Closed.IsCompleted)
                    return;
                else
                    Ask(link, pending);
            }

            if (finish.IsCancellationRequested)
            {
                if (_pending.Count == 0) return;
            }
            else if (_pending.Count < Window)
            {
                var pending = new Pending(whims.Next());
                _pending.Add(pending);
                Ask(link, pending);
            }

            await Task.WhenAny(link.Client.Closed, Pace.Passes(pace * (0.5 + Random.Shared.NextDouble()), stop));
            stop.ThrowIfCancellationRequested();
        }
    }

    // Takes its place on the connection before it returns, so that requests leave in the order of these calls.
    private void Ask(Link link, Pending pending) => pending.Answer = Try(link, pending.Wish);

    private async Task<HubAck?> Try(Link link, Wish wish)
    {
        var attempt = new Attempt(record.Next(), link.Connection, room, device.Session.User.Id, wish, DateTimeOffset.UtcNow);
        record.Add(attempt);
        try
        {
            attempt.Ack = await wish.Ask(link.Client, room).WaitAsync(Patience);
            attempt.AckedAt = DateTimeOffset.UtcNow;
        }
        catch (HubRefused e)
        {
            attempt.Refusal = e.Code;
            record.Refused(device.Name, $"{wish} in {room}", e.Code);
            await Pace.Passes(RetryPause);
        }
        catch (TimeoutException)
        {
            link.Client.Cut();
        }
        catch (HubConnectionLostException)
        {
        }

        return attempt.Ack;
    }

    private sealed record Pending(Wish Wish)
    {
        public Task<HubAck?> Answer { get; set; } = Task.FromResult<HubAck?>(null);
    }
}
