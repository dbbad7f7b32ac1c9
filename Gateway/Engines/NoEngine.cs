namespace OrleansChat.Gateway.Engines;

/// <summary>The engine of a gateway that serves nobody: the build starts one to ask for the API's description.</summary>
internal sealed class NoEngine : IChatEngine
{
    public string Name => "none";

    public IPresenceGrain Presence => throw Unused();

    public IDirectoryGrain Directory => throw Unused();

    public IRoomGrain Room(string name) => throw Unused();

    public IUserGrain User(Guid id) => throw Unused();

    public IGatewayObserver CreateObserver(IGatewayObserver observer) => observer;

    public void ReleaseObserver(IGatewayObserver reference)
    {
    }

    public bool IsUnreachable(Exception error) => false;

    public Task CheckReady() => throw Unused();

    private static NotSupportedException Unused() => new("This gateway serves nobody.");
}
