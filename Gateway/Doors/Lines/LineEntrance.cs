using System.Globalization;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>How somebody came in.</summary>
/// <param name="Session">Their session.</param>
/// <param name="Token">What would bring them back.</param>
/// <param name="Brought">Whether they brought it.</param>
internal sealed record Admitted(Session Session, string Token, bool Brought);

/// <summary>Greets, asks for a name until one is taken, and begins the session.</summary>
internal sealed class LineEntrance(
    Guests guests, SessionRegistry sessions, AddressLimits addresses, IChatEngine engine, EngineCalls calls, TcpSettings settings)
{
    private const int Attempts = 20;
    private static readonly TimeSpan CountPatience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Task<int>? _online;
    private int _nameless;

    /// <summary>Lets a peer in.</summary>
    /// <returns>Who came in; or null, and how the connection ended before.</returns>
    /// <exception cref="ChatException">RateLimited, TooManyConnections, GoingAway, Unavailable.</exception>
    public async Task<(Admitted? Admitted, LineEnd End)> Admit(LineConnection connection)
    {
        addresses.CheckConnection(connection.Peer?.Address);
        Interlocked.Increment(ref _nameless);
        try
        {
            await connection.Say($"Hello {connection.Peer}\n");
            var online = await CountOnline();
            await connection.Say(string.Create(CultureInfo.InvariantCulture, $"Welcome to OrleansChat! {online} online.\n"));
            if (settings.Anonymous) return (await Begin(connection, await Open(connection, name: null), brought: false), LineEnd.None);
            return await AskForName(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _nameless);
        }
    }

    private async Task<(Admitted? Admitted, LineEnd End)> AskForName(LineConnection connection)
    {
        connection.WaitFor(settings.NameTimeout);
        OpenedGuest? made = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await connection.Say(LineText.NamePrompt);
            var (line, end) = await connection.Next();
            if (end != LineEnd.None) return (null, end);
            var answer = line?.Trim();
            if (IsHttp(answer)) throw new ChatException(ErrorCode.ProtocolError);
            if (answer is "exit" or "/quit") return (null, LineEnd.Exit);
            try
            {
                // A command, not a name, whatever else names may be.
                if (answer is null or ['/', ..]) throw new ChatException(ErrorCode.BadName);
                var brought = Tokens.TryParse(answer, out _, out _);
                if (brought) return (await Begin(connection, await guests.Resume(answer, connection.Peer?.Address), brought), LineEnd.None);
                // One that was made and couldn't come in is the same person at the next attempt.
                if (made?.Info.User.Name != answer) made = await Open(connection, answer);
                return (await Begin(connection, made!, brought), LineEnd.None);
            }
            catch (ChatException refusal) when (refusal.Code is not (ErrorCode.TooManyConnections or ErrorCode.GoingAway or ErrorCode.ProtocolError))
            {
                await connection.Say(LineText.Refusal(refusal));
            }
        }

        throw new ChatException(ErrorCode.RateLimited);
    }

    private Task<OpenedGuest> Open(LineConnection connection, string? name) =>
        guests.Open(name, takeSuggestion: name is null, connection.Peer?.Address);

    private async Task<Admitted> Begin(LineConnection connection, OpenedGuest guest, bool brought)
    {
        connection.View.Viewer = guest.Info.User.Id;
        return new Admitted(await sessions.Begin(guest.Info, guest.TokenHash, connection), guest.Token, brought);
    }

    /// <summary>Whether a peer speaks HTTP: a page elsewhere can make a browser send such lines here, and must not be heard.</summary>
    internal static bool IsHttp(string? line) => line is not null
        && (line.EndsWith(" HTTP/1.1", StringComparison.Ordinal) || line.EndsWith(" HTTP/1.0", StringComparison.Ordinal)
            || line.EndsWith(" HTTP/2.0", StringComparison.Ordinal) || line.StartsWith("Host: ", StringComparison.OrdinalIgnoreCase));

    /// <summary>Who is online everywhere, and who is at this door and has no name yet.</summary>
    private async Task<int> CountOnline()
    {
        var nameless = Volatile.Read(ref _nameless);
        try
        {
            return await Online().WaitAsync(CountPatience) + nameless;
        }
        catch (Exception e) when (e is ChatException or TimeoutException)
        {
            return sessions.Count + nameless;
        }
    }

    /// <summary>Counts who is online: one question at a time, however many come in.</summary>
    private Task<int> Online()
    {
        lock (_gate)
        {
            return _online is { IsCompleted: false } ? _online : _online = Count();
        }

        async Task<int> Count() => (await calls.Run(() => engine.Directory.ReadOnline(null, null, 1), ErrorCode.Unavailable)).Total;
    }
}
