using OrleansChat.Grains.Local;

namespace OrleansChat.Grains.Tests.Local;

public sealed class MailboxTests
{
    [Fact]
    public async Task Turns_never_overlap_and_interleave_only_at_an_await()
    {
        var mailbox = new Mailbox(new ThreadPoolDispatcher());
        var (inside, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => mailbox.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                most = Math.Max(most, ++inside);
                Thread.SpinWait(100);
                inside--;
                await Task.Yield();
            }

            return ++done;
        })));
        Assert.Equal((1, 200), (most, done));
    }

    [Fact]
    public async Task Calls_run_in_the_order_they_were_made()
    {
        var mailbox = new Mailbox(new ThreadPoolDispatcher());
        var order = new List<int>();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => mailbox.Run(() =>
        {
            order.Add(i);
            return Task.FromResult(i);
        })));
        Assert.Equal(Enumerable.Range(0, 500), order);
    }

    [Fact]
    public async Task A_turn_that_throws_fails_its_caller_and_nobody_else()
    {
        var mailbox = new Mailbox(new ThreadPoolDispatcher());
        var bad = mailbox.Run<int>(() => throw new InvalidOperationException("mine"));
        Assert.Equal(1, await mailbox.Run(() => Task.FromResult(1)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interleaving_and_another_seed_another_one()
    {
        Assert.Equal(Interleaving(seed: 1), Interleaving(seed: 1));
        Assert.NotEqual(Interleaving(seed: 1), Interleaving(seed: 2));
    }

    private static string Interleaving(int seed)
    {
        var dispatcher = new SeededDispatcher(seed);
        var order = new List<string>();
        foreach (var name in "abcd")
        {
            _ = new Mailbox(dispatcher).Run(async () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    order.Add($"{name}{i}");
                    await Task.Yield();
                }

                return name;
            });
        }

        dispatcher.RunUntilIdle();
        Assert.Equal(20, order.Count);
        return string.Join(' ', order);
    }
}

public sealed class VirtualTimeTests
{
    [Fact]
    public void Timers_fire_in_order_of_their_time_and_only_when_the_clock_is_moved()
    {
        var time = new VirtualTime();
        var start = time.GetUtcNow();
        var fired = new List<(string, double)>();
        void Note(object? name) => fired.Add(((string)name!, (time.GetUtcNow() - start).TotalSeconds));
        using var late = time.CreateTimer(Note, "late", TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var often = time.CreateTimer(Note, "often", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        var never = time.CreateTimer(Note, "never", TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        never.Dispose();
        Assert.Empty(fired);
        Assert.Equal(start + TimeSpan.FromSeconds(2), time.NextDue);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal([("often", 2), ("often", 4), ("late", 5), ("often", 6)], fired);
    }

    [Fact]
    public void A_delay_ends_when_the_clock_reaches_it()
    {
        var time = new VirtualTime();
        var delay = Task.Delay(TimeSpan.FromMinutes(1), time);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(delay.IsCompleted);
    }
}
