using System.Threading.RateLimiting;

namespace OrleansChat.Gateway.Sessions;

/// <summary>Token buckets, one for each key, forgotten when full.</summary>
internal static class TokenBuckets
{
    /// <summary>Buckets of <paramref name="burst"/> tokens, refilled with <paramref name="perSecond"/>.</summary>
    public static PartitionedRateLimiter<TKey> Create<TKey>(int perSecond, int burst)
        where TKey : notnull
    {
        // Refilled some ten times a second, and no finer than one token at a time.
        var portion = Math.Max(1, perSecond / 10);
        return Create<TKey>(portion, burst, TimeSpan.FromSeconds(portion / (double)perSecond));
    }

    /// <summary>Buckets of <paramref name="burst"/> tokens, refilled with <paramref name="portion"/> each <paramref name="period"/>.</summary>
    public static PartitionedRateLimiter<TKey> Create<TKey>(int portion, int burst, TimeSpan period)
        where TKey : notnull =>
        PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ =>
            new TokenBucketRateLimiterOptions { TokenLimit = burst, TokensPerPeriod = portion, ReplenishmentPeriod = period, QueueLimit = 0 }));

    /// <summary>Takes one token.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is there.</exception>
    public static void Take<TKey>(PartitionedRateLimiter<TKey> buckets, TKey key)
    {
        using var lease = buckets.AttemptAcquire(key);
        if (lease.IsAcquired) return;
        throw new ChatException(
            ErrorCode.RateLimited,
            lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
    }
}
