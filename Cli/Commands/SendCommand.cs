using System.CommandLine;
using OrleansChat.Cli.Connections;

namespace OrleansChat.Cli.Commands;

/// <summary><c>send ROOM TEXT</c>: done when it is acknowledged.</summary>
internal static class SendCommand
{
    private const string FromInput = "-";

    public static Command Create(ServerOptions server, Streams streams)
    {
        var room = new Argument<string>("ROOM") { Description = "The room; it is joined if need be" };
        var text = new Argument<string>("TEXT") { Description = $"What to say; {FromInput} for each line of the input, in its order" };
        var command = new Command("send", "Say something, and wait until it is acknowledged") { room, text };
        command.SetAction(async (parsed, stop) =>
        {
            await using var connector = new Connector(server.Read(parsed), listens: false, streams.Error);
            var sender = new Sender(connector, parsed.GetRequiredValue(room));
            var what = parsed.GetRequiredValue(text);
            if (what == FromInput) await SendLines(sender, streams.In, stop);
            else await sender.Send(Guid.CreateVersion7(), what, stop);
            return ExitCodes.Done;
        });
        return command;
    }

    // One after the other: what is refused for now may not be overtaken by what comes behind it.
    private static async Task SendLines(Sender sender, TextReader lines, CancellationToken stop)
    {
        // A terminal's reader blocks until a line comes; it may not keep Ctrl-C waiting.
        while (await Task.Run(() => lines.ReadLineAsync(stop).AsTask(), stop).WaitAsync(stop) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line)) await sender.Send(Guid.CreateVersion7(), line, stop);
        }
    }
}
