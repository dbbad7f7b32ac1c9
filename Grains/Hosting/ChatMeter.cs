using System.Diagnostics.Metrics;

namespace OrleansChat.Grains.Hosting;

/// <summary>Where everything is measured: one meter, whose instruments docs/operations.md lists.</summary>
public static class ChatMeter
{
    /// <summary>The meter's name, for whoever collects: <c>dotnet-counters monitor --counters OrleansChat</c>.</summary>
    public const string Name = "OrleansChat";

    /// <summary>The process's meter.</summary>
    public static Meter Of(IMeterFactory factory) => factory.Create(Name);
}
