namespace OrleansChat;

/// <summary>Asks for a new session of a user.</summary>
/// <param name="Name">The name to bear: see <see cref="TextRules.CheckName"/>.</param>
/// <param name="TokenHash">SHA-256 of the token's secret, 32 bytes. The secret itself never leaves the gateway.</param>
/// <param name="Lifetime">How long the session lasts; over zero.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.OpenSessionRequest")]
public sealed record OpenSessionRequest(string Name, byte[] TokenHash, TimeSpan Lifetime);

/// <summary>A session that holds.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="ExpiresAt">When it ends, UTC.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.SessionInfo")]
public sealed record SessionInfo(Actor User, DateTimeOffset ExpiresAt);

/// <summary>A user: who they are and by which tokens they are known. The key is the user's id (a UUID, format D).</summary>
[Alias("OrleansChat.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Opens a session, and makes the user with the first one. Durable when it returns.</summary>
    /// <exception cref="ChatException">BadName, Unavailable.</exception>
    [Alias("OpenSession")]
    Task<SessionInfo> OpenSession(OpenSessionRequest request);

    /// <summary>Finds the session of a token, by the hash of its secret.</summary>
    /// <exception cref="ChatException">Unauthorized, SessionExpired, Unavailable.</exception>
    [Alias("Authenticate")]
    Task<SessionInfo> Authenticate(byte[] tokenHash);

    /// <summary>Ends a session. Unknown ones are ignored.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("CloseSession")]
    Task CloseSession(byte[] tokenHash);
}
