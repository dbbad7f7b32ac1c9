using OrleansChat.Testing.Hub;

namespace OrleansChat.Testing.Doors;

/// <summary>Somebody who uses one door, in the words of chat: what every door can do, so that one script runs on all of
/// them. What a person heard is kept as lines, each <c>what|who|text</c>, whatever the door made of it.</summary>
public abstract class Person(string name) : IAsyncDisposable
{
    /// <summary>The name they bear now.</summary>
    public string Name { get; protected set; } = name;

    /// <summary>What the person heard so far, in order: <c>said|ann|hello</c>, <c>told|ann|psst</c>, <c>joined|ann|</c>,
    /// <c>left|ann|</c>, <c>renamed|ann|anna</c>.</summary>
    public abstract Task<IReadOnlyList<string>> Heard();

    /// <summary>Comes, and is in the room when this is done.</summary>
    public abstract Task Joins(Uri gateway, GatewayHost host, string room);

    /// <summary>Says something in the room.</summary>
    public abstract Task Says(string text);

    /// <summary>Says something to one person.</summary>
    public abstract Task Tells(string who, string text);

    /// <summary>Takes another name.</summary>
    public abstract Task Renames(string name);

    /// <summary>Leaves the room.</summary>
    public abstract Task Leaves();

    /// <summary>Is gone without a goodbye.</summary>
    public abstract Task Dies();

    /// <summary>Comes back as the same user, to where they were.</summary>
    public abstract Task Returns();

    /// <summary>Whether what was missed is shown on return.</summary>
    public virtual bool CatchesUp => true;

    /// <summary>Waits for a line, and checks that it comes once.</summary>
    public async Task Hears(string line)
    {
        IReadOnlyList<string> heard = [];
        try
        {
            await Eventually.Holds(async () => (heard = await Heard()).Contains(line), line);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{GetType().Name} {Name} never heard '{line}', but:\n{string.Join('\n', heard)}", e);
        }

        if (heard.Count(one => one == line) != 1) throw new InvalidOperationException($"{GetType().Name} {Name} heard twice: {line}\n{string.Join('\n', heard)}");
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>An event of the contract as a line; null for what the script doesn't look at.</summary>
    protected string? Line(string room, string kind, string actor, string? text) => kind switch
    {
        "message" when room.StartsWith('@') => actor == Name ? null : $"told|{actor}|{text}",
        "message" => actor == Name ? null : $"said|{actor}|{text}",
        "join" => actor == Name ? null : $"joined|{actor}|",
        "leave" => actor == Name ? null : $"left|{actor}|",
        "rename" => $"renamed|{actor}|{text}",
        _ => null,
    };
}
