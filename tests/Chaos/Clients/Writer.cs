using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos.Clients;

/// <summary>
/// A person who says things in one room: a few at a time, without waiting for each answer. What isn't acknowledged is said
/// again under the same id, on whatever connection there is, in the same order.
/// </summary>
internal sealed class Writer(Device device, string room, TimeSpan pace, Record record, Random random)
{
    private const int Window = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(300);

    private readonly List<Message> _pending = [];
    private int _said;

    /// <summary>Talks until told to finish, and returns when everything is acknowledged.</summary>
    public async Task Talk(CancellationToken finish, CancellationToken stop)
    {
        while (!finish.IsCancellationRequested || _pending.Count > 0)
        {
            var link = await device.Link().WaitAsync(stop);
            // The device may not have noticed yet that it lost its connection.
            if (link.Client.Closed.IsCompleted) await Task.Delay(RetryPause, stop);
            else await TalkOn(link, finish, stop);
        }
    }

    private async Task TalkOn(Link link, CancellationToken finish, CancellationToken stop)
    {
        foreach (var message in _pending) Send(link, message);
        while (!link.Client.Closed.IsCompleted)
        {
            foreach (var message in _pending.Where(message => message.Attempt is { IsCompleted: true }).ToList())
            {
                if (await message.Attempt) _pending.Remove(message);
                else if (link.Client.Closed.IsCompleted) return;
                else Send(link, message);
            }

            if (finish.IsCancellationRequested)
            {
                if (_pending.Count == 0) return;
            }
            else if (_pending.Count < Window)
            {
                var message = new Message(Guid.NewGuid(), $"{device.Name} {++_said}");
                _pending.Add(message);
                Send(link, message);
            }

            await Task.WhenAny(link.Client.Closed, Task.Delay(pace * (0.5 + random.NextDouble()), stop));
            stop.ThrowIfCancellationRequested();
        }
    }

    // Takes its place on the connection before it returns, so that messages leave in the order of these calls.
    private void Send(Link link, Message message) => message.Attempt = Try(link, message);

    /// <summary>Whether it was acknowledged.</summary>
    private async Task<bool> Try(Link link, Message message)
    {
        var attempt = new Attempt(record.Next(), link.Connection, room, device.Session.User.Id, message.Id, message.Text, DateTimeOffset.UtcNow);
        record.Add(attempt);
        try
        {
            attempt.Ack = await link.Client.Say(room, message.Text, message.Id).WaitAsync(Patience);
            attempt.AckedAt = DateTimeOffset.UtcNow;
            return true;
        }
        catch (HubRefused e)
        {
            attempt.Refusal = e.Code;
            record.Refused(device.Name, $"\"{message.Text}\" to {room}", e.Code);
            await Task.Delay(RetryPause);
        }
        catch (TimeoutException)
        {
            link.Client.Cut();
        }
        catch (HubConnectionLostException)
        {
        }

        return false;
    }

    private sealed record Message(Guid Id, string Text)
    {
        public Task<bool> Attempt { get; set; } = Task.FromResult(false);
    }
}
