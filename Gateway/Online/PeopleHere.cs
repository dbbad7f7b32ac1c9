using System.Collections.Immutable;

namespace OrleansChat.Gateway.Online;

/// <summary>
/// Who is connected to this gateway: counts connections, and remembers who came or went since somebody asked last. Safe to
/// call from any thread; calls are short.
/// </summary>
internal sealed class PeopleHere(TimeProvider time)
{
    private readonly Lock _gate = new();
    // All of these: under the lock. Since when somebody is here, and with how many connections.
    private readonly Dictionary<Guid, (int Connections, DateTimeOffset Since)> _here = [];
    private readonly HashSet<Guid> _changed = [];

    /// <summary>Called, outside the lock, when somebody came or went.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Everybody who is here.</summary>
    public IReadOnlyCollection<Guid> Online
    {
        get
        {
            lock (_gate) return [.. _here.Keys];
        }
    }

    /// <summary>A connection of the user began. Pair with <see cref="Departed"/>.</summary>
    public void Arrived(Guid user)
    {
        lock (_gate)
        {
            var (connections, since) = _here.GetValueOrDefault(user, (0, time.GetUtcNow()));
            _here[user] = (connections + 1, since);
            if (connections > 0) return;
            _changed.Add(user);
        }

        Changed();
    }

    /// <summary>A connection of the user ended.</summary>
    public void Departed(Guid user)
    {
        lock (_gate)
        {
            if (!_here.TryGetValue(user, out var found)) return;
            if (found.Connections > 1)
            {
                _here[user] = found with { Connections = found.Connections - 1 };
                return;
            }

            _here.Remove(user);
            _changed.Add(user);
        }

        Changed();
    }

    /// <summary>What to report: who came and went since the last time, or else everybody, beside whoever went.</summary>
    public PeopleChange Take(bool complete)
    {
        lock (_gate)
        {
            var came = complete ? _here.Keys : _changed.Where(_here.ContainsKey);
            // Also somebody who came and went since: the server should know that they were here.
            var change = new PeopleChange(
                [.. came], [.. _changed.Where(user => !_here.ContainsKey(user))],
                [.. _changed.Where(_here.ContainsKey).Select(user => KeyValuePair.Create(user, _here[user].Since))]);
            _changed.Clear();
            return change;
        }
    }

    /// <summary>Takes back what could not be reported, for the next report.</summary>
    public void Return(PeopleChange change)
    {
        lock (_gate)
        {
            _changed.UnionWith(change.Went);
            _changed.UnionWith(change.New.Select(entry => entry.Key));
        }
    }
}

/// <summary>Who came and who went.</summary>
/// <param name="Came">Who is here.</param>
/// <param name="Went">Who isn't any more.</param>
/// <param name="New">Of those who are here: who wasn't reported before, and since when they are.</param>
internal sealed record PeopleChange(
    ImmutableArray<Guid> Came, ImmutableArray<Guid> Went, ImmutableArray<KeyValuePair<Guid, DateTimeOffset>> New);
