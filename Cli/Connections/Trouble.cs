using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansChat.Cli.Connections;

/// <summary>The server's numbered no. Its message is <c>CODE name: sentence</c>.</summary>
internal sealed partial class ServerRefusal(int code, string message, bool mayBeTriedAgain, TimeSpan? after = null) : Exception(message)
{
    public int Code => code;

    /// <summary>Whether the same request, with the same id, may succeed later.</summary>
    public bool MayBeTriedAgain => mayBeTriedAgain;

    /// <summary>When, if the server said so.</summary>
    public TimeSpan? After => after;

    /// <summary>Reads the error of an answer.</summary>
    public static ServerRefusal Of(JsonElement error) => new(
        error.GetProperty("code").GetInt32(),
        $"{error.GetProperty("code").GetInt32()} {error.GetProperty("error").GetString()}: {error.GetProperty("message").GetString()}",
        error.GetProperty("retry").GetString() != "never",
        error.TryGetProperty("retryAfterMs", out var wait) ? TimeSpan.FromMilliseconds(wait.GetInt64()) : null);

    /// <summary>Reads how a connection was closed; null where the server didn't say it with a number of its own.</summary>
    public static ServerRefusal? Of(int closeCode, string? reason)
    {
        if (closeCode is < 4000 or > 4999) return null;
        // Wrong tokens, and what was asked for in the address; all others pass.
        var isFinal = closeCode is 4001 or 4002 or (>= 4100 and < 4300);
        // The one reason that isn't in this form is a token's.
        var message = Numbered().IsMatch(reason ?? "") ? reason! : closeCode.ToString(CultureInfo.InvariantCulture) + " unauthorized: " + reason;
        return new ServerRefusal(closeCode, message, !isFinal);
    }

    [GeneratedRegex(@"^4\d{3} [a-z_]+( \[[^\]]*\])?: ")]
    private static partial Regex Numbered();
}

/// <summary>The connection ended, or never began; the message says how.</summary>
internal sealed class ConnectionLostException(string message) : Exception(message);

/// <summary>There was no server for too long.</summary>
internal sealed class GaveUpException(string message) : Exception(message);
