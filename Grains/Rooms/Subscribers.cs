using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Rooms;

/// <summary>
/// The gateways of one room. Delivering never waits for a gateway; one that fails repeatedly or doesn't renew is dropped.
/// The store is written when the set changes, not when a lease is renewed.
/// </summary>
internal sealed class Subscribers(string room, RoomOptions options, TimeProvider time, ILogger log)
{
    private readonly Dictionary<string, Subscriber> _byGateway = new(StringComparer.Ordinal);
    private bool _unsaved;
    private Task _saving = Task.CompletedTask;

    /// <summary>How many gateways there are.</summary>
    public int Count => _byGateway.Count;

    /// <summary>Takes over what an earlier activation saved, each with a fresh lease.</summary>
    public void Restore(ImmutableArray<GatewaySubscription> saved)
    {
        foreach (var subscription in saved)
            _byGateway.TryAdd(subscription.GatewayId, new Subscriber(subscription.Observer, Expiry()));
    }

    public void Renew(SubscribeRequest request)
    {
        // A gateway that shows another observer under its id has replaced the old one.
        var known = _byGateway.TryGetValue(request.GatewayId, out var found) && found.Observer.Equals(request.Observer);
        if (known) found!.LeaseUntil = Expiry();
        else _byGateway[request.GatewayId] = new Subscriber(request.Observer, Expiry());
        _unsaved |= !known;
    }

    public void Remove(string gatewayId) => _unsaved |= _byGateway.Remove(gatewayId);

    public void DropExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (gateway, _) in _byGateway.Where(entry => entry.Value.LeaseUntil <= now).ToList())
        {
            log.SubscriptionExpired(room, gateway);
            Remove(gateway);
        }
    }

    public void Deliver(EventBatch batch)
    {
        foreach (var (gateway, subscriber) in _byGateway.ToArray()) _ = Deliver(batch, gateway, subscriber);
    }

    /// <summary>Writes the set to the store if it changed. A failure is logged and made good at the next call: the
    /// subscription itself holds, and only a new activation would miss it until the gateway renews.</summary>
    public Task Save(ISubscriptionStore store)
    {
        // Changes that come during a save are written by its next round, so that saves never overlap.
        if (!_saving.IsCompleted) return _saving;
        return _unsaved ? _saving = SaveAll(store) : Task.CompletedTask;
    }

    private async Task SaveAll(ISubscriptionStore store)
    {
        try
        {
            while (_unsaved)
            {
                _unsaved = false;
                await store.Save([.. _byGateway.Select(entry => new GatewaySubscription(entry.Key, entry.Value.Observer))]);
            }
        }
        catch (Exception e)
        {
            _unsaved = true;
            log.SubscriptionsNotSaved(room, e);
        }
    }

    private async Task Deliver(EventBatch batch, string gateway, Subscriber subscriber)
    {
        try
        {
            await subscriber.Observer.Deliver(batch);
            subscriber.Failures = 0;
        }
        catch (Exception e)
        {
            log.DeliveryFailed(room, gateway, ++subscriber.Failures, e.Message);
            if (subscriber.Failures >= options.DeliveryFailures
                && _byGateway.TryGetValue(gateway, out var current) && ReferenceEquals(current, subscriber)) Remove(gateway);
        }
    }

    private DateTimeOffset Expiry() => time.GetUtcNow() + options.SubscriptionLease;

    private sealed class Subscriber(IGatewayObserver observer, DateTimeOffset leaseUntil)
    {
        public IGatewayObserver Observer { get; } = observer;

        public DateTimeOffset LeaseUntil { get; set; } = leaseUntil;

        public int Failures { get; set; }
    }
}
