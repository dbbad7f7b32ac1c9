using System.Buffers.Binary;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Online;

/// <summary>The gateways that have a lease, as far as this activation of presence knows.</summary>
internal sealed class LiveGateways(Guid stream, ILogger log)
{
    private readonly Dictionary<string, LiveGateway> _byId = new(StringComparer.Ordinal);
    private long _made;

    /// <summary>How many there are.</summary>
    public int Count => _byId.Count;

    public LiveGateway? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The gateway of that id. One that was forgotten begins another stream when it is back.</summary>
    public LiveGateway Get(string id)
    {
        if (!_byId.TryGetValue(id, out var gateway)) _byId[id] = gateway = new LiveGateway(id, NextStream(), log);
        return gateway;
    }

    public void Restore(GatewayRecord record) => Get(record.Id).Restore(record);

    /// <summary>Forgets a gateway, and returns who was online there.</summary>
    public ImmutableArray<Guid> Remove(string id) => _byId.Remove(id, out var gateway) ? [.. gateway.People] : [];

    /// <summary>Each gateway with the number of its last report, for <see cref="Compare"/>.</summary>
    public IReadOnlyDictionary<string, long> Reports() => _byId.ToDictionary(entry => entry.Key, entry => entry.Value.Report);

    /// <summary>Compares with what is stored. Returns the gateways that are over, and those that are to be read: unknown
    /// ones, and such as have reported to another activation.</summary>
    /// <param name="before">What was known before the store was asked: whoever has reported since is not over.</param>
    /// <param name="stored">Each gateway that has a lease, with the number of its last report.</param>
    public (ImmutableArray<string> Over, ImmutableArray<string> Behind) Compare(
        IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> stored) =>
    (
        [.. before.Where(entry => !stored.ContainsKey(entry.Key) && Find(entry.Key)?.Report == entry.Value).Select(entry => entry.Key)],
        [.. stored.Where(entry => Find(entry.Key) is not { } known || known.Report < entry.Value).Select(entry => entry.Key)]
    );

    /// <summary>Whether somebody is online anywhere.</summary>
    public bool IsOnline(Guid user) => _byId.Values.Any(gateway => gateway.People.Contains(user));

    public void TellAll(Notice notice)
    {
        foreach (var gateway in _byId.Values) gateway.Tell(notice);
    }

    /// <summary>Tells those gateways where any of these people is online.</summary>
    public void TellWhereOnline(Notice notice, params ReadOnlySpan<Guid> users)
    {
        foreach (var gateway in _byId.Values)
        {
            foreach (var user in users)
            {
                if (!gateway.People.Contains(user)) continue;
                gateway.Tell(notice);
                break;
            }
        }
    }

    // The activation's own stream with a count in its last bytes.
    private Guid NextStream()
    {
        Span<byte> bytes = stackalloc byte[16];
        stream.TryWriteBytes(bytes);
        var tail = bytes[8..];
        BinaryPrimitives.WriteInt64BigEndian(tail, BinaryPrimitives.ReadInt64BigEndian(tail) ^ ++_made);
        return new Guid(bytes);
    }
}
