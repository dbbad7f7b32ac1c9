namespace OrleansChat.Simulation.Network;

/// <summary>A user as the simulation has them: everybody joins to stay, and nobody signs in.</summary>
internal sealed class Member : IUserGrain
{
    public Task Stay(string? room) => Task.CompletedTask;

    public Task<SessionInfo> OpenSession(OpenSessionRequest request) => throw NotHere();

    public Task<SessionInfo> Authenticate(byte[] tokenHash) => throw NotHere();

    public Task<Actor> Arrive(Arrival? arrival) => throw NotHere();

    public Task<Actor> Rename(RenameRequest request) => throw NotHere();

    public Task<Membership> Visit(VisitRequest request) => throw NotHere();

    public Task EndVisits(Arrival? last) => throw NotHere();

    public Task CloseSession(byte[] tokenHash) => throw NotHere();

    private static NotSupportedException NotHere() => new("Nobody signs in here.");
}
