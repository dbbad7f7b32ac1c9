namespace OrleansChat.Cli.Connections;

/// <summary>A server, and who one is there.</summary>
/// <param name="Address">Its address: the gateway's, or that of what stands before it, with its path.</param>
/// <param name="Token">Whose session; null for a new guest.</param>
/// <param name="Name">The new guest's name; null for one that the server makes up.</param>
/// <param name="GiveUp">How long to be without a server before giving up; null for ever.</param>
internal sealed record Server(Uri Address, string? Token, string? Name, TimeSpan? GiveUp)
{
    /// <summary>Where the plain WebSocket door is.</summary>
    public Uri Door => new UriBuilder(Address)
    {
        Scheme = Address.Scheme is "https" or "wss" ? "wss" : "ws",
        Port = Address.Port,
        Path = Address.AbsolutePath.TrimEnd('/') + "/ws",
        Query = Token is null && Name is not null ? $"name={Uri.EscapeDataString(Name)}" : "",
    }.Uri;
}
