namespace OrleansChat.LogBench.Engines;

/// <summary>A running engine on a database of its own, as the load sees it.</summary>
internal interface IEngineHost : IAsyncDisposable
{
    /// <summary>The room of that name.</summary>
    IRoomGrain Room(string name);

    /// <summary>The processes of the engine besides this one, with their names.</summary>
    IReadOnlyList<(string Name, int Id)> Processes { get; }
}
