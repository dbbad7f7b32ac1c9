using System.Threading.RateLimiting;

namespace OrleansChat.Gateway.Sessions;

/// <summary>How much a user may do, over all connections to this gateway: token buckets, forgotten when full.</summary>
internal sealed class RateLimits(SessionSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _messages = TokenBuckets.Create<Guid>(settings.MessagesPerSecond, settings.MessageBurst);
    private readonly PartitionedRateLimiter<Guid> _commands = TokenBuckets.Create<Guid>(settings.CommandsPerSecond, settings.CommandBurst);
    private readonly PartitionedRateLimiter<Guid> _renames =
        TokenBuckets.Create<Guid>(1, settings.RenameBurst, TimeSpan.FromMinutes(1) / settings.RenamesPerMinute);
    private readonly PartitionedRateLimiter<Guid> _refusals = TokenBuckets.Create<Guid>(settings.CommandsPerSecond, settings.CommandBurst);

    /// <summary>Takes one write (a message or a change of one) from the user's bucket.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is allowed.</exception>
    public void CheckMessage(Guid user) => TokenBuckets.Take(_messages, user);

    /// <summary>Takes one other command (join, leave, a page) from the user's bucket.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is allowed.</exception>
    public void CheckCommand(Guid user) => TokenBuckets.Take(_commands, user);

    /// <summary>Takes one rename from the user's bucket.</summary>
    /// <exception cref="ChatException">RateLimited, with the time until the next one is allowed.</exception>
    public void CheckRename(Guid user) => TokenBuckets.Take(_renames, user);

    /// <summary>Takes one refusal from the user's bucket; false when it is empty.</summary>
    public bool TakeRefusal(Guid user)
    {
        using var lease = _refusals.AttemptAcquire(user);
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _refusals.Dispose();
        _renames.Dispose();
        _messages.Dispose();
        _commands.Dispose();
    }
}
