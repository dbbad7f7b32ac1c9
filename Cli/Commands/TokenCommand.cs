using System.CommandLine;
using OrleansChat.Cli.Connections;

namespace OrleansChat.Cli.Commands;

/// <summary><c>token</c>: a new guest, for commands that are to be the same person.</summary>
internal static class TokenCommand
{
    public static Command Create(ServerOptions server, Streams streams)
    {
        var command = new Command("token", "Make a guest, and print their token: export ORLEANSCHAT_TOKEN=$(orleanschat token --name ann)");
        command.SetAction(async (parsed, stop) =>
        {
            await using var connector = new Connector(server.Read(parsed) with { Token = null }, listens: false, streams.Error);
            await streams.Print((await connector.Get(stop)).Token);
            return ExitCodes.Done;
        });
        return command;
    }
}
