using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace OrleansChat.Gateway.Sessions;

/// <summary>How much one address may do at this gateway: token buckets, forgotten when full.</summary>
internal sealed class AddressLimits(AddressSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<UInt128> _connections = TokenBuckets.Create<UInt128>(settings.ConnectionsPerSecond, settings.ConnectionBurst);
    private readonly PartitionedRateLimiter<UInt128> _sessions = TokenBuckets.Create<UInt128>(settings.SessionsPerSecond, settings.SessionBurst);

    private readonly PartitionedRateLimiter<UInt128> _failures = TokenBuckets.Create<UInt128>(settings.FailuresPerSecond, settings.FailureBurst);

    private readonly PartitionedRateLimiter<UInt128> _logged = TokenBuckets.Create<UInt128>(settings.FailuresPerSecond, settings.FailureBurst);

    /// <summary>Refuses an address from which too many tokens or keys came that weren't any.</summary>
    /// <exception cref="ChatException">RateLimited.</exception>
    public void CheckFailures(IPAddress? address)
    {
        // An acquisition of none succeeds with any fraction of a token in the bucket: so the number is asked for.
        if (address is not null && _failures.GetStatistics(KeyOf(address)) is { CurrentAvailablePermits: < 1 })
            throw new ChatException(ErrorCode.RateLimited, TimeSpan.FromSeconds(1));
    }

    /// <summary>Counts a token or key that wasn't one.</summary>
    public void Failed(IPAddress? address)
    {
        if (address is null) return;
        using var lease = _failures.AttemptAcquire(KeyOf(address));
    }

    /// <summary>Takes one connection from the address's bucket. A null address is nobody's: a test's or a local socket's.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is allowed.</exception>
    public void CheckConnection(IPAddress? address) => Take(_connections, address);

    /// <summary>Takes one new session from the address's bucket.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is allowed.</exception>
    public void CheckSession(IPAddress? address) => Take(_sessions, address);

    /// <summary>Whether a refusal of this address may still fill a line of the log.</summary>
    public bool MayLog(IPAddress? address)
    {
        if (address is null) return true;
        using var lease = _logged.AttemptAcquire(KeyOf(address));
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _logged.Dispose();
        _connections.Dispose();
        _sessions.Dispose();
        _failures.Dispose();
    }

    private static void Take(PartitionedRateLimiter<UInt128> buckets, IPAddress? address)
    {
        if (address is not null) TokenBuckets.Take(buckets, KeyOf(address));
    }

    private static UInt128 KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        // The two families can't meet: an IPv4 address stands where an IPv6 network's key is zero.
        return address.AddressFamily == AddressFamily.InterNetwork
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[..length])
            : (UInt128)System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) << 64;
    }
}
