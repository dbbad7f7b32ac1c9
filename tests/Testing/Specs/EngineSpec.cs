using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>What every spec of an engine's behaviour stands on.</summary>
public abstract class EngineSpec
{
    /// <summary>The engine under test.</summary>
    protected abstract IChatEngine Engine { get; }

    /// <summary>A room nobody else has.</summary>
    protected IRoomGrain NewRoom() => Engine.Room($"room-{Guid.NewGuid():N}");

    /// <summary>The number a call is refused with.</summary>
    protected static async Task<ErrorCode> Refused(Task call) => (await Assert.ThrowsAsync<ChatException>(() => call)).Code;
}
