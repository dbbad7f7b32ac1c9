using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>
/// Private ids: what the answer to a CONNECT gives a client as <c>pid</c>, and what socket.io-client says again of its own
/// accord when it comes back. So a client that knows nothing of tokens keeps its user. Where the token is known, the pid
/// holds it; before, it is a handle that finds the token as long as the connection lives and a while after. Each answer's
/// pid is a new one, for a client that is given the same pid again believes that it missed nothing.
/// </summary>
internal sealed class PrivateIds(SocketIoSettings settings, TimeProvider time)
{
    private const char Sign = '~';
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SocketIoConnection> _holders = new(StringComparer.Ordinal);

    /// <summary>A new pid; with a token it holds that.</summary>
    public static string New(string? token) => token is null ? Random(16) : token + Sign + Random(6);

    /// <summary>A connection has this pid. Pair with <see cref="Release"/>.</summary>
    public void Hold(string pid, SocketIoConnection holder) => _holders[pid] = holder;

    /// <summary>The live connection that has the pid.</summary>
    public SocketIoConnection? HolderOf(string pid) => _holders.GetValueOrDefault(pid);

    /// <summary>From now on the handle finds the token.</summary>
    public void Remember(string handle, string token) => _tokens[handle] = token;

    /// <summary>The connection that had the pid is gone: forgets what it stood for in a while, or at once when there are too many.</summary>
    public void Release(string pid)
    {
        _holders.TryRemove(pid, out _);
        if (_tokens.ContainsKey(pid)) _ = ForgetLater(pid);
    }

    /// <summary>The token that a pid stands for; null when nobody knows it any more.</summary>
    public string? TokenOf(string pid)
    {
        var sign = pid.IndexOf(Sign, StringComparison.Ordinal);
        return sign >= 0 ? pid[..sign] : _tokens.GetValueOrDefault(pid);
    }

    private async Task ForgetLater(string handle)
    {
        if (_tokens.Count <= 2 * settings.Connections) await Task.Delay(settings.ReturnWithin, time);
        _tokens.TryRemove(handle, out _);
    }

    private static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
