namespace OrleansChat.Gateway.Presence;

internal sealed class NoVisits : IVisits
{
    public void Arrived(Guid user)
    {
    }

    public void Departed(Guid user)
    {
    }
}
