namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// Calls rooms and users, and knows what to do when nobody knows what became of a call: a silo died, a message was
/// lost. Every call is idempotent, writes by their id (G3), so it is simply made again, a few times; then the client is
/// told to do the same.
/// </summary>
internal sealed class EngineCalls(IChatEngine engine, TimeProvider time, ILogger<EngineCalls> log)
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1.5)];

    /// <exception cref="ChatException">The callee's refusal, or OutcomeUnknown.</exception>
    public async Task<T> Run<T>(Func<Task<T>> call)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (engine.IsUnreachable(e))
            {
                log.CallFailed(attempt + 1, e.Message);
                if (attempt == Pauses.Length) throw new ChatException(ErrorCode.OutcomeUnknown);
            }

            await Task.Delay(Pauses[attempt], time);
        }
    }
}
