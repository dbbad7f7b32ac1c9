using System.CommandLine;
using OrleansChat.Cli.Connections;

namespace OrleansChat.Cli.Commands;

/// <summary>The options that every command has: which server, and who one is there.</summary>
internal sealed class ServerOptions
{
    private const string ServerVariable = "ORLEANSCHAT_SERVER";
    private const string TokenVariable = "ORLEANSCHAT_TOKEN";

    private readonly Option<string> _server = new("--server")
    {
        Description = $"The server's address (or {ServerVariable})",
        HelpName = "URL",
        Recursive = true,
        DefaultValueFactory = _ => FromEnvironment(ServerVariable) ?? "http://localhost:8080",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"Whom to be (or {TokenVariable}, which other users of this machine don't see); without one, a new guest",
        HelpName = "TOKEN",
        Recursive = true,
    };

    private readonly Option<string?> _name = new("--name")
    {
        Description = "The new guest's name; one like it, if it is taken",
        HelpName = "NAME",
        Recursive = true,
    };

    private readonly Option<double?> _giveUp = new("--give-up")
    {
        Description = "Seconds without a server after which to give up; without it, never",
        HelpName = "SECONDS",
        Recursive = true,
    };

    /// <summary>Gives them to a command and all that are under it.</summary>
    public ServerOptions(Command root)
    {
        foreach (var option in new Option[] { _server, _token, _name, _giveUp }) root.Add(option);
    }

    /// <summary>What was said.</summary>
    /// <exception cref="UsageException">It is no server's address, or no time.</exception>
    public Server Read(ParseResult parsed)
    {
        var server = parsed.GetValue(_server)!;
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or "ws" or "wss"))
            throw new UsageException($"--server: '{server}' is no address; write it as http://localhost:8080.");
        var giveUp = parsed.GetValue(_giveUp);
        if (giveUp is not (null or >= 0 and <= 1e8)) throw new UsageException("--give-up: a number of seconds, from 0 on.");
        return new Server(
            address, parsed.GetValue(_token) ?? FromEnvironment(TokenVariable), parsed.GetValue(_name),
            giveUp is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    private static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
