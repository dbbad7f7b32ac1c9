namespace OrleansChat;

/// <summary>Asks for a new session of a user.</summary>
/// <param name="Name">The name to bear: see <see cref="TextRules.CheckName"/>.</param>
/// <param name="TokenHash">SHA-256 of the token's secret, 32 bytes. The secret itself never leaves the gateway.</param>
/// <param name="Lifetime">How long the session lasts; over zero.</param>
/// <param name="TakeSuggestion">Whether a free name like it will do where the name is taken: for doors that can't ask again.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.OpenSessionRequest")]
public sealed record OpenSessionRequest(string Name, byte[] TokenHash, TimeSpan Lifetime, bool TakeSuggestion = false);

/// <summary>Asks for another name.</summary>
/// <param name="Name">The name to bear: see <see cref="TextRules.CheckName"/>.</param>
/// <param name="Id">Of the events that say so, one in each room; the same for every retry.</param>
/// <param name="TakeSuggestion">As in <see cref="OpenSessionRequest"/>.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.RenameRequest")]
public sealed record RenameRequest(string Name, Guid Id, bool TakeSuggestion = false);

/// <summary>Asks for a membership that lasts as long as the user is connected.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Join">The join.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.VisitRequest")]
public sealed record VisitRequest(string Room, JoinRequest Join);

/// <summary>A connection that began.</summary>
/// <param name="GatewayId">The gateway process it is to.</param>
/// <param name="Id">An id of the connection; the same for every retry.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.Arrival")]
public sealed record Arrival(string GatewayId, Guid Id);

/// <summary>A session that holds.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="ExpiresAt">When it ends, UTC.</param>
[GenerateSerializer, Immutable, Alias("OrleansChat.SessionInfo")]
public sealed record SessionInfo(Actor User, DateTimeOffset ExpiresAt);

/// <summary>A user: who they are and by which tokens they are known. The key is the user's id (a UUID, format D).</summary>
[Alias("OrleansChat.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Opens a session, and makes the user with the first one, who then holds the name (see <see cref="Arrive"/>).
    /// A user who exists keeps the name they have. Durable when it returns.</summary>
    /// <exception cref="ChatException">BadName, NameTaken (with a free suggestion), Unavailable.</exception>
    [Alias("OpenSession")]
    Task<SessionInfo> OpenSession(OpenSessionRequest request);

    /// <summary>Finds the session of a token, by the hash of its secret.</summary>
    /// <exception cref="ChatException">Unauthorized, SessionExpired, Unavailable.</exception>
    [Alias("Authenticate")]
    Task<SessionInfo> Authenticate(byte[] tokenHash);

    /// <summary>
    /// A connection of the user begins: they hold their name, and if somebody else has taken it meanwhile, a free one like
    /// it, as if they had asked for that. A name is one person's at a time, together with every name that looks like it
    /// (<see cref="TextRules.NameKey"/>): a guest holds it while online, and a minute after; opening a session counts as
    /// having been online.
    /// </summary>
    /// <param name="arrival">The connection; null for somebody who acts without one, and holds their name all the same.</param>
    /// <returns>The user, with the name they bear now.</returns>
    /// <exception cref="ChatException">NoSuchUser, Unavailable.</exception>
    [Alias("Arrive")]
    Task<Actor> Arrive(Arrival? arrival);

    /// <summary>
    /// Gives the user another name. When it returns the name is held, the old one is free, and each room that the user is a
    /// member of, direct rooms excepted, has one Rename event, or will have it once it can be reached: what is begun is
    /// finished, by whatever activation. A name that is the user's already changes nothing.
    /// </summary>
    /// <returns>The user, with the name they bear now.</returns>
    /// <exception cref="ChatException">BadName, NameTaken (with a free suggestion), NoSuchUser, Unavailable, OutcomeUnknown.</exception>
    [Alias("Rename")]
    Task<Actor> Rename(RenameRequest request);

    /// <summary>Joins a room for as long as the user is connected: a membership that begins so is a visit. One that was
    /// there before stays what it was.</summary>
    /// <exception cref="ChatException">As <see cref="IRoomGrain.Join"/>; OutcomeUnknown.</exception>
    [Alias("Visit")]
    Task<Membership> Visit(VisitRequest request);

    /// <summary>Makes a visit a membership that lasts, or all visits where no room is named. What is none stays as it is.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("Stay")]
    Task Stay(string? room);

    /// <summary>Leaves the rooms that the user visits, unless they are connected elsewhere, or are just arriving. A room that
    /// can't be reached is left later: presence looks for people who are gone (<see cref="IPresenceGrain"/>).</summary>
    /// <param name="last">A gateway that has no connection of the user any more, and the last one that began there; null where
    /// all are known to be gone.</param>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("EndVisits")]
    Task EndVisits(Arrival? last);

    /// <summary>Ends a session. Unknown ones are ignored. A guest who has none left can't come back: they give the name up, and
    /// leave their rooms, direct ones excepted.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    [Alias("CloseSession")]
    Task CloseSession(byte[] tokenHash);
}
