using System.CommandLine;
using OrleansChat.Cli.Connections;

namespace OrleansChat.Cli.Commands;

/// <summary><c>follow ROOM</c>: every event of a room, as lines of JSON.</summary>
internal static class FollowCommand
{
    public static Command Create(ServerOptions server, Streams streams)
    {
        var room = new Argument<string>("ROOM") { Description = "The room; it is joined if need be" };
        var after = new Option<string?>("--after") { Description = "Begin behind this position, SEQ or EPOCH:SEQ; without one, with the latest page", HelpName = "POSITION" };
        var file = new Option<string?>("--position") { Description = "Begin behind the position in this file, if it is there, and keep it up to date", HelpName = "FILE" };
        var command = new Command("follow", "Print a room's events as lines of JSON, over lost connections") { room, after, file };
        command.SetAction(async (parsed, stop) =>
        {
            var position = parsed.GetValue(file) is { } path ? new PositionFile(path) : null;
            await using var connector = new Connector(server.Read(parsed), listens: true, streams.Error);
            var follower = new Follower(connector, parsed.GetRequiredValue(room), streams, position);
            await follower.Run(parsed.GetValue(after) ?? position?.Read(), stop);
            return ExitCodes.Done;
        });
        return command;
    }
}
