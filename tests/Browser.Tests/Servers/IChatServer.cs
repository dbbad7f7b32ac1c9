using Microsoft.Extensions.Logging;

namespace OrleansChat.Browser.Tests.Servers;

/// <summary>
/// What the pages talk to: a gateway that serves the web client, and whatever runs behind it. The tests know no more of
/// it: for another engine, or a server that runs already, there is one more implementation, chosen in
/// <see cref="Create"/>.
/// </summary>
internal interface IChatServer : IAsyncDisposable
{
    /// <summary>A server that isn't started yet; <paramref name="settings"/> as in docs/configuration.md, with colons.</summary>
    static IChatServer Create((string Key, string Value)[] settings) => new LocalServer(settings);

    /// <summary>Where it listens now. Another place after <see cref="Start"/>.</summary>
    Uri Address { get; }

    /// <summary>What it logged.</summary>
    IReadOnlyList<(LogLevel Level, string Text)> Log { get; }

    /// <summary>Starts it, again over the data it had.</summary>
    Task Start();

    /// <summary>Stops it gracefully.</summary>
    Task Stop();
}
