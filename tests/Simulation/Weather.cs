using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation;

/// <summary>What becomes of a request to the database.</summary>
internal enum Fate
{
    /// <summary>It works.</summary>
    Works,

    /// <summary>It isn't done, and the asker knows.</summary>
    Refused,

    /// <summary>It is done, and the asker doesn't know.</summary>
    AnswerLost,

    /// <summary>It isn't done, and the asker doesn't know.</summary>
    RequestLost,

    /// <summary>It will be done, after the asker was told that nobody knows.</summary>
    Late,
}

/// <summary>
/// How network and database behave. Each run has its own climate (some lose much, some only delay, some never fail at
/// all), in which storms come and go; at the end it is fine weather for good.
/// </summary>
internal sealed class Weather(Dice dice)
{
    private readonly double _loss = dice.Pick(0, 0.02, 0.1, 0.3);
    private readonly double _duplication = dice.Pick(0, 0.02, 0.2);
    private readonly double _slowness = dice.Pick(0, 0.05, 0.3);
    private readonly double _commitTrouble = dice.Pick(0, 0.05, 0.3);
    private readonly double _readTrouble = dice.Pick(0, 0.05, 0.2);

    /// <summary>Whether anything goes wrong now.</summary>
    public bool Stormy { get; set; }

    /// <summary>Whether the database answers nobody.</summary>
    public bool DatabaseAway { get; private set; }

    /// <summary>How often its connections have all been broken: what was under way then is never answered.</summary>
    public int Breaks { get; private set; }

    /// <summary>The database goes away, and breaks all connections.</summary>
    public void TakeDatabaseAway() => (DatabaseAway, Breaks) = (true, Breaks + 1);

    public void BringDatabaseBack() => DatabaseAway = false;

    /// <summary>Whether a message between gateway and silo gets lost.</summary>
    public bool Loses() => Stormy && dice.Chance(_loss);

    /// <summary>Whether it comes twice.</summary>
    public bool Doubles() => Stormy && dice.Chance(_duplication);

    /// <summary>How long it travels. Each on its own, so the later one may come first.</summary>
    public TimeSpan Travel() => Stormy && dice.Chance(_slowness) ? dice.Millis(1, 8_000) : dice.Millis(0.2, 2);

    public TimeSpan DatabaseDelay() => Stormy && dice.Chance(_slowness / 4) ? dice.Millis(1, 4_000) : dice.Millis(0.2, 3);

    public Fate FateOfCommit()
    {
        if (DatabaseAway) return dice.Chance(0.8) ? Fate.Refused : Fate.RequestLost;
        if (!Stormy || !dice.Chance(_commitTrouble)) return Fate.Works;
        return dice.Pick(Fate.Refused, Fate.AnswerLost, Fate.RequestLost, Fate.Late);
    }

    public Fate FateOfRead()
    {
        if (DatabaseAway) return Fate.Refused;
        if (!Stormy || !dice.Chance(_readTrouble)) return Fate.Works;
        return dice.Pick(Fate.Refused, Fate.AnswerLost);
    }
}
