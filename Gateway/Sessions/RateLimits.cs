using System.Threading.RateLimiting;

namespace OrleansChat.Gateway.Sessions;

/// <summary>How much a user may do, over all connections to this gateway: token buckets, forgotten when full.</summary>
internal sealed class RateLimits(SessionSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _messages = Buckets(settings.MessagesPerSecond, settings.MessageBurst);
    private readonly PartitionedRateLimiter<Guid> _commands = Buckets(settings.CommandsPerSecond, settings.CommandBurst);
    private readonly PartitionedRateLimiter<Guid> _refusals = Buckets(settings.CommandsPerSecond, settings.CommandBurst);

    /// <summary>Takes one write (a message or a change of one) from the user's bucket.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is allowed.</exception>
    public void CheckMessage(Guid user) => Take(_messages, user);

    /// <summary>Takes one other command (join, leave, a page) from the user's bucket.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is allowed.</exception>
    public void CheckCommand(Guid user) => Take(_commands, user);

    /// <summary>Takes one refusal from the user's bucket; false when it is empty.</summary>
    public bool TakeRefusal(Guid user)
    {
        using var lease = _refusals.AttemptAcquire(user);
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _refusals.Dispose();
        _messages.Dispose();
        _commands.Dispose();
    }

    private static void Take(PartitionedRateLimiter<Guid> buckets, Guid user)
    {
        using var lease = buckets.AttemptAcquire(user);
        if (lease.IsAcquired) return;
        throw new ChatException(
            ErrorCode.RateLimited,
            lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
    }

    private static PartitionedRateLimiter<Guid> Buckets(int perSecond, int burst)
    {
        // Refilled some ten times a second, and no finer than one token at a time.
        var portion = Math.Max(1, perSecond / 10);
        return PartitionedRateLimiter.Create<Guid, Guid>(user => RateLimitPartition.GetTokenBucketLimiter(user, _ =>
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst,
                TokensPerPeriod = portion,
                ReplenishmentPeriod = TimeSpan.FromSeconds(portion / (double)perSecond),
                QueueLimit = 0,
            }));
    }
}
