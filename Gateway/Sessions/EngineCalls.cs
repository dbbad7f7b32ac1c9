namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// Calls rooms and users, and knows what to do when nobody knows what became of a call: a silo died, a message was
/// lost. Every call is idempotent, writes by their id (G3), so it is simply made again for a while; then the client is
/// told to do the same.
/// </summary>
internal sealed class EngineCalls(IChatEngine engine, TimeProvider time, ILogger<EngineCalls> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What a write's refusal says when an earlier attempt may still arrive: "not written, try later" would be a
    /// promise that nobody can keep.</summary>
    public static ErrorCode InDoubt(ErrorCode refusal) =>
        ErrorTable.Of(refusal).Retry == Retry.Later ? ErrorCode.OutcomeUnknown : refusal;

    /// <summary>Makes a call again and again, until somebody answers or patience ends.</summary>
    /// <param name="call">The call; made again as it is.</param>
    /// <param name="otherwise">What to say after some 15 seconds without an answer: for a write OutcomeUnknown.</param>
    /// <exception cref="ChatException">The callee's refusal, or <paramref name="otherwise"/>.</exception>
    public Task<T> Run<T>(Func<Task<T>> call, ErrorCode otherwise = ErrorCode.OutcomeUnknown) => Run(_ => call(), otherwise);

    /// <summary>The same for a call that is told whether an earlier attempt may still arrive: see <see cref="InDoubt"/>.</summary>
    public async Task<T> Run<T>(Func<bool, Task<T>> call, ErrorCode otherwise = ErrorCode.OutcomeUnknown)
    {
        var giveUp = time.GetUtcNow() + Patience;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(attempt > 1);
            }
            catch (ChatException refusal) when (attempt > 1 && otherwise == ErrorCode.OutcomeUnknown && InDoubt(refusal.Code) != refusal.Code)
            {
                throw new ChatException(InDoubt(refusal.Code));
            }
            catch (Exception e) when (engine.IsUnreachable(e))
            {
                log.CallFailed(attempt, e.Message);
                if (time.GetUtcNow() >= giveUp) throw new ChatException(otherwise);
            }

            await Task.Delay(Pause, time);
        }
    }
}
