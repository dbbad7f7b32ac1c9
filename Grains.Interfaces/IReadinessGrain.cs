namespace OrleansChat;

/// <summary>Answers whether a silo can do its work. Any silo may answer.</summary>
[Alias("OrleansChat.IReadinessGrain")]
public interface IReadinessGrain : IGrainWithStringKey
{
    /// <summary>Asks the database for a trivial answer.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("Check")]
    Task Check();
}
