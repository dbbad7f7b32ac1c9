namespace OrleansChat.Grains.Users;

/// <summary>What every user is given by its host.</summary>
public sealed record UserServices(IDirectory Directory, TimeProvider Time);

/// <summary>
/// A user's behaviour, on any engine. Turn rules as in <see cref="Rooms.Room"/>: one turn at a time, interleaved only at an await.
/// </summary>
public abstract class User(UserServices services) : IUserGrain
{
    // Name and sessions as stored. Null until the first call has loaded them; then changed only in a turn, together.
    private string? _name;
    private Dictionary<string, DateTimeOffset>? _sessions;

    /// <summary>The user's id.</summary>
    protected abstract Guid Id { get; }

    public async Task<SessionInfo> OpenSession(OpenSessionRequest request)
    {
        TextRules.CheckName(request.Name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Lifetime, TimeSpan.Zero);
        await EnsureLoaded();

        var now = services.Time.GetUtcNow();
        var expires = now + request.Lifetime;
        var hash = Convert.ToHexString(request.TokenHash);
        await services.Directory.AddSession(Id, _name ?? request.Name, hash, now, expires);

        // After the await another turn may have made the user: the first name to be stored stays.
        _name ??= request.Name;
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

    public async Task<Actor> Arrive()
    {
        await EnsureLoaded();
        return new Actor(Id, _name ?? throw new ChatException(ErrorCode.NoSuchUser));
    }

    public Task<Actor> Rename(RenameRequest request) => throw new NotSupportedException();

    public async Task CloseSession(byte[] tokenHash)
    {
        await EnsureLoaded();
        var hash = Convert.ToHexString(tokenHash);
        await services.Directory.RemoveSession(Id, hash, services.Time.GetUtcNow());
        _sessions!.Remove(hash);
    }

    private async Task EnsureLoaded()
    {
        if (_sessions is not null) return;
        var record = await services.Directory.LoadUser(Id);
        // Two first calls may both have loaded: only the first result counts, later turns may have built on it.
        if (_sessions is not null) return;
        _name = record?.Name;
        _sessions = record is null ? new(StringComparer.Ordinal) : new(record.Sessions, StringComparer.Ordinal);
    }
}
