using System.Collections.Concurrent;
using System.Text.Json;

namespace OrleansChat.Chaos.Records;

/// <summary>Everything the clients did and heard: all that the checks go by.</summary>
internal sealed class Record
{
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly ConcurrentQueue<Stay> _stays = new();
    private readonly ConcurrentQueue<string> _wrongs = new();
    private readonly ConcurrentDictionary<ErrorCode, int> _refusals = new();
    private long _numbers;

    public IReadOnlyList<Attempt> Attempts => [.. _attempts];

    public IReadOnlyList<Stay> Stays => [.. _stays];

    /// <summary>What a client saw that must never be: a refusal no retry can help with, a token that isn't known.</summary>
    public IReadOnlyList<string> Wrongs => [.. _wrongs];

    /// <summary>Refusals that say "again", counted.</summary>
    public IReadOnlyDictionary<ErrorCode, int> Refusals => _refusals;

    /// <summary>The whole log of every room, read at the end.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<HubEvent>> Histories { get; } = new();

    /// <summary>What the pages of that reading said of each message's replies and reactions.</summary>
    public ConcurrentDictionary<string, IReadOnlyDictionary<long, HubDetails>> Details { get; } = new();

    /// <summary>The next number: of an attempt, or of a connection.</summary>
    public long Next() => Interlocked.Increment(ref _numbers);

    public void Add(Attempt attempt) => _attempts.Enqueue(attempt);

    public void Add(Stay stay) => _stays.Enqueue(stay);

    public void Wrong(string what) => _wrongs.Enqueue(what);

    /// <summary>Counts a refusal. One that no retry can help with is wrong, as the clients do nothing forbidden; and so is
    /// the one that says that nobody foresaw what happened.</summary>
    public void Refused(string who, string what, ErrorCode code)
    {
        if (ErrorTable.Of(code).Retry == Retry.Never || code == ErrorCode.InternalError) Wrong($"{who}: {what} was refused with {(int)code} {ErrorTable.Of(code).Name}");
        else _refusals.AddOrUpdate(code, 1, (_, count) => count + 1);
    }

    /// <summary>Writes everything as JSON lines, for whoever looks for what went wrong.</summary>
    public void Save(string file)
    {
        using var writer = new StreamWriter(file);
        foreach (var attempt in Attempts) Write(new { attempt });
        foreach (var stay in Stays) Write(new { stay });
        foreach (var (room, events) in Histories) Write(new { room, events });

        void Write<T>(T line) => writer.WriteLine(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));
    }
}
