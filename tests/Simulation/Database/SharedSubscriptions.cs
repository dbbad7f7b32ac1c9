using System.Collections.Immutable;
using OrleansChat.Grains.Rooms;
using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation.Database;

/// <summary>Where all silos' rooms remember their gateways, as in grain storage: the last one to save wins.</summary>
internal sealed class SharedSubscriptions(Host host, Weather weather)
{
    private readonly Dictionary<string, ImmutableArray<GatewaySubscription>> _saved = new(StringComparer.Ordinal);

    public ISubscriptionStore Of(string room) => new Store(this, room);

    private sealed class Store(SharedSubscriptions owner, string room) : ISubscriptionStore
    {
        // Orleans reads it before the activation's first call: that it failed is never the room's business.
        public async Task<ImmutableArray<GatewaySubscription>> Load()
        {
            await Task.Delay(owner.Weather.DatabaseDelay(), owner.Host.Time);
            return owner._saved.GetValueOrDefault(room, []);
        }

        public async Task Save(ImmutableArray<GatewaySubscription> subscriptions)
        {
            var fate = owner.Weather.FateOfRead();
            await Task.Delay(owner.Weather.DatabaseDelay(), owner.Host.Time);
            if (fate != Fate.Refused) owner._saved[room] = subscriptions;
            if (fate != Fate.Works) throw new IOException("The storage did not answer.");
        }
    }

    private Host Host => host;

    private Weather Weather => weather;
}
