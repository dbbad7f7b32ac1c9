using System.Threading.RateLimiting;

namespace OrleansChat.Gateway.Sessions;

/// <summary>How much a user may do, over all connections to this gateway: token buckets, forgotten when full.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _messages;

    public RateLimits(SessionSettings options)
    {
        _messages = PartitionedRateLimiter.Create<Guid, Guid>(user => RateLimitPartition.GetTokenBucketLimiter(user, _ =>
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.MessageBurst,
                TokensPerPeriod = Math.Max(1, options.MessagesPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, options.MessagesPerSecond / 10) / (double)options.MessagesPerSecond),
                QueueLimit = 0,
            }));
    }

    /// <summary>Takes one message from the user's bucket.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is allowed.</exception>
    public void CheckMessage(Guid user)
    {
        using var lease = _messages.AttemptAcquire(user);
        if (lease.IsAcquired) return;
        throw new ChatException(
            ErrorCode.RateLimited,
            lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
    }

    public void Dispose() => _messages.Dispose();
}
