using OrleansChat.Testing;
using OrleansChat.Testing.Lines;

namespace OrleansChat.Gateway.Tests.Doors.Lines;

/// <summary>A gateway with people at its line door.</summary>
public abstract class LineTest : LocalGateway
{
    protected Task<LineClient> Connect() => LineClient.Connect(Gateway.LineAddress!);

    protected Task<LineClient> Named(string name) => LineClient.Named(Gateway.LineAddress!, name);

    protected Task Logs(string text) => Eventually.Holds(
        () => Task.FromResult(Gateway.Log.Lines.Any(line => line.Text.Contains(text, StringComparison.Ordinal))), $"the log to say '{text}'");

    protected Task Sessions(int count) => Eventually.Holds(() => Task.FromResult(Gateway.Sessions == count), $"{count} sessions");
}
