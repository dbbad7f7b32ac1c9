using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Rooms;
using OrleansChat.Simulation.Machine;

namespace OrleansChat.Simulation;

/// <summary>The settings of one run: small limits, so that each is met, and the times of production.</summary>
internal sealed class Climate(Dice dice)
{
    public RoomOptions Rooms { get; } = new()
    {
        RecentEvents = dice.Pick(1, 3, 10, 200),
        QueuedWrites = dice.Pick(3, 20, 1_000),
        AppendEvents = dice.Pick(1, 3, 200),
        WriteTimeout = TimeSpan.FromSeconds(dice.Pick(1, 3, 10)),
    };

    public LogWriterOptions Writer { get; } = new() { Lanes = dice.Pick(1, 2, 4), StatementEvents = dice.Pick(2, 1_000) };

    // One observer: rooms are spread over several by a hash that differs from process to process.
    public FanoutOptions Fanout { get; } = new() { Observers = 1, RecentEvents = dice.Pick(1, 5, 100), ConcurrentRenewals = dice.Pick(1, 32) };

    public SessionSettings Sessions { get; } = new()
    {
        // Half of it must hold a frame, or all that a fan-out remembers; else nobody could catch up.
        OutboxEvents = dice.Pick(210, 1_000),
        ResumeEvents = dice.Pick(5, 30, 1_000),
        FirstPageEvents = dice.Pick(1, 10, 50),
        QueuedSends = dice.Pick(4, 1_000),
        SendsPerCall = dice.Pick(1, 3, 200),
    };
}
