using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace OrleansChat.Gateway.Sessions;

/// <summary>A session that a guest was given.</summary>
/// <param name="Token">What brings its bearer back as this user; shown to nobody else.</param>
/// <param name="TokenHash">SHA-256 of its secret, in upper-case hexadecimal.</param>
/// <param name="Info">Whose session it is.</param>
internal sealed record OpenedGuest(string Token, string TokenHash, SessionInfo Info);

/// <summary>Lets people in, whatever their door: as new guests, or by the token they got.</summary>
internal sealed class Guests(IChatEngine engine, EngineCalls calls, AddressLimits addresses, SessionSettings settings)
{
    private const int Remembered = 10_000;

    // Hashes of tokens that held when they were last asked for.
    private readonly ConcurrentDictionary<string, byte> _held = new(StringComparer.Ordinal);

    /// <summary>Makes a new guest, who holds the name.</summary>
    /// <param name="name">The name to bear; null for one that is made up.</param>
    /// <param name="takeSuggestion">Whether a free name like it will do: for doors that can't ask again.</param>
    /// <param name="address">Where they come from; null for nobody's.</param>
    /// <exception cref="ChatException">RateLimited, BadName, NameTaken, Unauthorized (guests aren't let in here), Unavailable.</exception>
    public async Task<OpenedGuest> Open(string? name, bool takeSuggestion, IPAddress? address)
    {
        addresses.CheckSession(address);
        if (!settings.Guests) throw new ChatException(ErrorCode.Unauthorized);
        var user = Guid.CreateVersion7();
        name ??= MakeName();
        TextRules.CheckName(name);
        var (token, hash) = Tokens.Create(user);
        var open = new OpenSessionRequest(name, hash, settings.TokenLifetime, takeSuggestion);
        var info = await calls.Run(() => engine.User(user).OpenSession(open), ErrorCode.Unavailable);
        return new OpenedGuest(token, Convert.ToHexString(hash), info);
    }

    /// <summary>Finds the session of a token that a client brings. The user itself is asked, so that a revoked token is refused
    /// at once. Who brings many that are none is slowed down.</summary>
    /// <param name="token">What was brought.</param>
    /// <param name="address">Where it comes from; null for nobody's.</param>
    /// <exception cref="ChatException">Unauthorized, SessionExpired, RateLimited, Unavailable.</exception>
    public async Task<OpenedGuest> Resume(string token, IPAddress? address)
    {
        // What doesn't even look like a token costs nothing.
        if (!Tokens.TryParse(token, out var user, out var hash)) throw new ChatException(ErrorCode.Unauthorized);
        var name = Convert.ToHexString(hash);
        // Who is known here isn't harmed by what others at the same address try.
        if (!_held.ContainsKey(name)) addresses.CheckFailures(address);
        try
        {
            var info = await calls.Run(() => engine.User(user).Authenticate(hash), ErrorCode.Unavailable);
            if (_held.Count >= Remembered) _held.Clear();
            _held[name] = 0;
            return new OpenedGuest(token, name, info);
        }
        catch (ChatException e) when (e.Code == ErrorCode.Unauthorized)
        {
            _held.TryRemove(name, out _);
            addresses.Failed(address);
            throw;
        }
    }

    /// <summary>Ends a session: its token is worth nothing any more, and with a user's last one goes their name. Connections
    /// that came with it are the caller's business.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    public Task Close(Guid user, string tokenHash) => calls.Run(
        async () =>
        {
            await engine.User(user).CloseSession(Convert.FromHexString(tokenHash));
            return true;
        },
        ErrorCode.Unavailable);

    // Six digits, so that a made-up name is hardly ever taken.
    private static string MakeName() => string.Create(CultureInfo.InvariantCulture, $"guest-{RandomNumberGenerator.GetInt32(100_000, 1_000_000)}");
}
