using System.CommandLine;
using OrleansChat.Cli.Commands;
using OrleansChat.Cli.Connections;

namespace OrleansChat.Cli;

/// <summary>The program <c>orleanschat</c>: chat for scripts, over the plain WebSocket door.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line to its end, and says how that was: see <see cref="ExitCodes"/>.</summary>
    public static async Task<int> Run(string[] args, Streams streams, CancellationToken stop = default)
    {
        var root = new RootCommand("Chat from scripts: every message once, every event in order.");
        var server = new ServerOptions(root);
        root.Add(SendCommand.Create(server, streams));
        root.Add(FollowCommand.Create(server, streams));
        root.Add(ReplayCommand.Create(server, streams));
        root.Add(TokenCommand.Create(server, streams));
        // A text may begin with an '@'.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors.Select(error => error.Message).Distinct()) await streams.Error.WriteLineAsync(error);
            await streams.Error.WriteLineAsync($"See: orleanschat {parsed.CommandResult.Command.Name switch { "orleanschat" => "", var name => name + " " }}--help");
            return ExitCodes.Usage;
        }

        // Signals are the program's own business.
        var configuration = new InvocationConfiguration
        {
            Output = streams.Out,
            Error = streams.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, stop);
        }
        catch (ServerRefusal refusal)
        {
            await streams.Error.WriteLineAsync(refusal.Message);
            return ExitCodes.Refused;
        }
        catch (GaveUpException gaveUp)
        {
            await streams.Error.WriteLineAsync(gaveUp.Message);
            return ExitCodes.GaveUp;
        }
        catch (UsageException usage)
        {
            await streams.Error.WriteLineAsync(usage.Message);
            return ExitCodes.Usage;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }
}
