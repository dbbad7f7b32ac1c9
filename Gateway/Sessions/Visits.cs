namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// Which memberships end with their user's last connection to this gateway: those that began with a visit. What begins
/// and ends visits of one user takes turns, so that somebody who comes back at once is either still there or joins anew,
/// and never believes in a membership that is just ending.
/// </summary>
internal sealed class Visits
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Visitor> _visitors = [];

    /// <summary>Users who visit rooms now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _visitors.Count;
        }
    }

    /// <summary>Takes a turn that may begin visits: it adds the rooms whose membership it began.</summary>
    public Task<T> Begin<T>(Guid user, Func<HashSet<string>, Task<T>> turn) => TakeTurn(Find(user, make: true)!, turn);

    /// <summary>Makes a membership last: what was a visit is none any more.</summary>
    public Task<T> Outlast<T>(Guid user, string room, Func<Task<T>> join) =>
        Find(user, make: false) is not { } visitor ? join() : TakeTurn(visitor, async visited =>
        {
            var joined = await join();
            visited.Remove(room);
            return joined;
        });

    /// <summary>Ends the user's visits, unless they are back.</summary>
    public Task End(Guid user, Func<bool> isBack, Func<string, Task> leave) =>
        Find(user, make: false) is not { } visitor ? Task.CompletedTask : TakeTurn(visitor, async visited =>
        {
            if (isBack()) return false;
            foreach (var room in visited) await leave(room);
            visited.Clear();
            return true;
        });

    private Visitor? Find(Guid user, bool make)
    {
        lock (_gate)
        {
            if (!_visitors.TryGetValue(user, out var visitor))
            {
                if (!make) return null;
                _visitors[user] = visitor = new Visitor(user);
            }

            visitor.Turns++;
            return visitor;
        }
    }

    private async Task<T> TakeTurn<T>(Visitor visitor, Func<HashSet<string>, Task<T>> turn)
    {
        await visitor.Turn.WaitAsync();
        try
        {
            return await turn(visitor.Rooms);
        }
        finally
        {
            visitor.Turn.Release();
            lock (_gate)
            {
                visitor.Turns--;
                if (visitor is { Turns: 0, Rooms.Count: 0 }) _visitors.Remove(visitor.User);
            }
        }
    }

    private sealed class Visitor(Guid user)
    {
        public Guid User => user;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public HashSet<string> Rooms { get; } = new(StringComparer.Ordinal);

        /// <summary>Turns that are taken or waited for.</summary>
        public int Turns { get; set; }
    }
}
