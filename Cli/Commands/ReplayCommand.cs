using System.CommandLine;
using OrleansChat.Cli.Connections;

namespace OrleansChat.Cli.Commands;

/// <summary><c>replay FILE</c>: a file of messages, at a rate, each once however often the command is repeated.</summary>
internal static class ReplayCommand
{
    // What the server works on side by side, for one connection.
    private const int MostAtOnce = 8;

    public static Command Create(ServerOptions server, Streams streams)
    {
        var file = new Argument<string>("FILE") { Description = "One message a line: its text, or JSON with a text" };
        var room = new Option<string>("--room") { Description = "The room; it is joined if need be", HelpName = "ROOM", Required = true };
        var rate = new Option<double>("--rate") { Description = "Messages per second", HelpName = "N", Required = true };
        var atOnce = new Option<int>("--at-once")
        {
            Description = $"Messages under way at the same time, 1 to {MostAtOnce}; with more than 1, a refusal or a lost connection may cost their order",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var label = new Option<string>("--label")
        {
            Description = "Another label makes other messages of the same file",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "",
        };
        var command = new Command("replay", "Send a file of messages at a rate; repeat it after an interruption, and none comes twice") { file, room, rate, atOnce, label };
        command.SetAction(async (parsed, stop) =>
        {
            var target = server.Read(parsed);
            if (target.Token is null)
                throw new UsageException("replay: needs --token, so that a repeated one is of the same author; see: orleanschat token --help");
            if (parsed.GetValue(rate) is not (> 0 and <= 1e6)) throw new UsageException("--rate: messages per second, over 0.");
            if (parsed.GetValue(atOnce) is not (>= 1 and <= MostAtOnce)) throw new UsageException($"--at-once: 1 to {MostAtOnce}.");
            var script = Script.Read(parsed.GetRequiredValue(file), parsed.GetRequiredValue(label));
            await using var connector = new Connector(target, listens: false, streams.Error);
            var replay = new Replay(new Sender(connector, parsed.GetRequiredValue(room)), parsed.GetValue(rate), parsed.GetValue(atOnce));
            try
            {
                await replay.Run(script, stop);
                return ExitCodes.Done;
            }
            finally
            {
                await streams.Print(replay.Summary(script.Count));
            }
        });
        return command;
    }
}
