using System.Collections.Immutable;
using OrleansChat.Grains.Online;

namespace OrleansChat.Grains.Users;

/// <summary>A user as stored, with the sessions that have not ended.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Sessions">Expiry (UTC) by token hash, in upper-case hexadecimal.</param>
/// <param name="Untold">The rename that some rooms may not have been told of yet.</param>
public sealed record UserRecord(string Name, IReadOnlyDictionary<string, DateTimeOffset> Sessions, Renaming? Untold);

/// <summary>A user's change from one name to another.</summary>
/// <param name="Id">Of the events that say so.</param>
/// <param name="OldName">The name before.</param>
/// <param name="NewName">The name since.</param>
public sealed record Renaming(Guid Id, string OldName, string NewName);

/// <summary>What became of a claim to a name.</summary>
public enum Claim
{
    /// <summary>The name is the user's.</summary>
    Granted,

    /// <summary>Somebody else holds it, or one that looks like it. Nothing was changed.</summary>
    Taken,

    /// <summary>The user isn't as the caller believes: another name, or a rename that is to be finished first. Nothing was
    /// changed.</summary>
    Outdated,
}

/// <summary>
/// Users, sessions, names and memberships. A name's key (<see cref="TextRules.NameKey"/>) is one user's while it is held:
/// until the time that was granted, and while the user is online at a gateway whose lease hasn't ended longer ago than
/// <see cref="PresenceOptions.Hold"/>. Then whoever claims it takes it over. A user holds one name. Every claim holds for
/// <see cref="PresenceOptions.Hold"/> from its time on.
/// <para>Every method throws <see cref="ChatException"/> with Unavailable when the database can't be reached.</para>
/// </summary>
public interface IDirectory
{
    /// <summary>Loads a user; null where there is none.</summary>
    Task<UserRecord?> LoadUser(Guid id);

    /// <summary>Adds a user who claims a name, with the first session; all of it or nothing. For a user who exists, it adds
    /// the session.</summary>
    /// <returns>The name the user bears; null when the one asked for is taken.</returns>
    Task<string?> AddUser(Guid user, string name, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt);

    /// <summary>Adds a session of a user who exists, and prolongs the hold of their name, if they hold it. Durable when it
    /// returns.</summary>
    Task AddSession(Guid user, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt);

    /// <summary>Ends a session; with the last one that holds the user gives the name up, and all their memberships, direct ones
    /// excepted, are visits from now on. All or nothing.</summary>
    Task RemoveSession(Guid user, string tokenHash, DateTimeOffset now);

    /// <summary>Claims the name that the user bears. Outdated when they bear another one.</summary>
    Task<Claim> ClaimName(Guid user, string name, DateTimeOffset now);

    /// <summary>Claims another name, gives up the old one, and notes that rooms are to be told; all of it or nothing.
    /// Outdated when the user doesn't bear the old name, or another rename is still to be told.</summary>
    Task<Claim> Rename(Guid user, Renaming renaming, DateTimeOffset now);

    /// <summary>Notes that all rooms were told of a rename.</summary>
    Task EndRename(Guid user, Guid renaming);

    /// <summary>Finds the first of these names that the user could claim; null when there is none.</summary>
    Task<string?> FindFree(Guid user, ImmutableArray<string> names, DateTimeOffset now);

    /// <summary>The names of the rooms the user is a member of, without direct rooms.</summary>
    Task<ImmutableArray<string>> RoomsOf(Guid user);

    /// <summary>Counts them.</summary>
    Task<int> CountRooms(Guid user);

    /// <summary>Notes that the user's next membership in a room will be a visit. For one who is a member it changes nothing.</summary>
    Task AddVisit(Guid user, string room, DateTimeOffset now);

    /// <summary>Forgets that a membership is a visit, or will be; all of the user's where no room is named.</summary>
    Task RemoveVisits(Guid user, string? room);

    /// <summary>Whether there is any note of a visit, with a membership or without.</summary>
    Task<bool> HasVisitNotes(Guid user);

    /// <summary>Forgets notes of visits that no membership goes with, if they are from before a time: behind a younger one its join
    /// may be on its way.</summary>
    Task RemoveVoidVisits(Guid user, DateTimeOffset before);

    /// <summary>The names of the rooms that the user visits: of which they are members since the note or later.</summary>
    Task<ImmutableArray<string>> VisitsOf(Guid user);

    /// <summary>Whether a gateway with a lease says that the user is online; those named are not asked.</summary>
    Task<bool> IsOnline(Guid user, IReadOnlyCollection<string> exceptAt);

    /// <summary>Returns when the database answers.</summary>
    Task CheckReady();
}
