using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Users;

/// <summary>What every user is given by its host.</summary>
public sealed record UserServices(IDirectory Directory, TimeProvider Time, ILogger<User> Logger);

/// <summary>
/// A user's behaviour, on any engine. Turn rules as in <see cref="Rooms.Room"/>: one turn at a time, interleaved only at an await.
/// <para>This file: sessions. User.Names.cs: the name, and what happens when it changes. User.Visits.cs: rooms that
/// are left with the last connection.</para>
/// </summary>
public abstract partial class User(UserServices services) : IUserGrain
{
    // Somebody else may take a suggested name first; as often as this another one is tried.
    private const int Attempts = 10;

    // As stored. Null until the first call has loaded them; then changed only after they were written, in the same turn.
    private string? _name;
    private Dictionary<string, DateTimeOffset>? _sessions;

    /// <summary>The user's id.</summary>
    protected abstract Guid Id { get; }

    /// <summary>The way to other grains.</summary>
    protected abstract IOtherGrains Others { get; }

    public async Task<SessionInfo> OpenSession(OpenSessionRequest request)
    {
        TextRules.CheckName(request.Name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Lifetime, TimeSpan.Zero);
        await EnsureLoaded();

        var now = services.Time.GetUtcNow();
        var expires = now + request.Lifetime;
        var hash = Convert.ToHexString(request.TokenHash);
        if (_name is not null) await services.Directory.AddSession(Id, hash, now, expires);
        else
        {
            var stored = await Claimed(request.Name, request.TakeSuggestion, name => services.Directory.AddUser(Id, name, hash, now, expires));
            // After the await another turn may have made the user, and may have changed the name since.
            _name ??= stored;
        }

        _sessions![hash] = expires;
        return new SessionInfo(new Actor(Id, _name), expires);
    }

    public async Task<SessionInfo> Authenticate(byte[] tokenHash)
    {
        await EnsureLoaded();
        var hash = Convert.ToHexString(tokenHash);
        if (_name is null || !_sessions!.TryGetValue(hash, out var expires))
            throw new ChatException(ErrorCode.Unauthorized);
        if (expires <= services.Time.GetUtcNow())
            throw new ChatException(ErrorCode.SessionExpired);
        return new SessionInfo(new Actor(Id, _name), expires);
    }

    public async Task CloseSession(byte[] tokenHash)
    {
        await EnsureLoaded();
        var hash = Convert.ToHexString(tokenHash);
        var now = services.Time.GetUtcNow();
        await services.Directory.RemoveSession(Id, hash, now);
        _sessions!.Remove(hash);
        if (_name is null || _sessions.Values.Any(expires => expires > now)) return;
        // Nobody can come back as this user: what they belonged to were visits.
        _visits = true;
        await Leave(await services.Directory.VisitsOf(Id));
    }

    /// <summary>Loads the user, and goes on with what an earlier call or activation left to do: nobody waits for that.</summary>
    private async ValueTask EnsureLoaded()
    {
        if (_sessions is null)
        {
            var record = await services.Directory.LoadUser(Id);
            // Two first calls may both have loaded: only the first result counts, later turns may have built on it.
            if (_sessions is null)
            {
                (_name, _untold) = (record?.Name, record?.Untold);
                _sessions = record is null ? new(StringComparer.Ordinal) : new(record.Sessions, StringComparer.Ordinal);
            }
        }

        _ = TellRooms();
    }
}
