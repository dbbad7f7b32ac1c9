using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansChat.Browser.Tests.Pages;
using OrleansChat.Browser.Tests.Servers;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Browser.Tests;

/// <summary>
/// A server and browser windows of one test's own. After the test, whatever it was about: no page had a script error,
/// an error in its console, a blocked resource, a dialog, an event twice or out of order; and the server logged no error.
/// </summary>
[Collection(ChromiumCollection.Name)]
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<ChatPage> _pages = [];
    private readonly List<Network> _networks = [];
    private readonly List<HubClient> _guests = [];

    /// <summary>What this test's server is told.</summary>
    protected virtual (string Key, string Value)[] Settings => [];

    private protected IChatServer Server { get; private set; } = null!;

    /// <summary>A room of this test's own.</summary>
    protected string Room { get; } = NewRoom();

    protected static string NewRoom() => $"room-{Guid.NewGuid().ToString("N")[..12]}";

    public async Task InitializeAsync()
    {
        Server = IChatServer.Create(Settings);
        await Server.Start();
    }

    public async Task DisposeAsync()
    {
        foreach (var context in _contexts) await context.CloseAsync();
        foreach (var guest in _guests) await guest.DisposeAsync();
        foreach (var network in _networks) await network.DisposeAsync();
        await Server.DisposeAsync();
        Assert.Empty(_pages.SelectMany(page => page.Watcher.Troubles));
        Assert.DoesNotContain(Server.Log, line => line.Level >= LogLevel.Error);
    }

    /// <summary>A network between a page and the server.</summary>
    private protected Network NewNetwork()
    {
        var network = new Network(() => Server.Address);
        _networks.Add(network);
        return network;
    }

    /// <summary>A new visitor's browser, on a computer or, with <paramref name="phone"/>, in a hand.</summary>
    private protected async Task<IBrowserContext> NewBrowser(int width = 1280, int height = 800, bool phone = false)
    {
        var context = await chromium.NewContext(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            IsMobile = phone,
            HasTouch = phone,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(Chromium.Patience);
        _contexts.Add(context);
        return context;
    }

    /// <summary>A window of a browser, at the server or at what a network shows of it.</summary>
    private protected async Task<ChatPage> Open(IBrowserContext? browser = null, Network? via = null, string? room = null)
    {
        var page = await ChatPage.Open(browser ?? await NewBrowser(), via?.Address ?? Server.Address, room);
        if (via is not null) page.Watcher.ExpectLosses();
        _pages.Add(page);
        return page;
    }

    /// <summary>A new visitor who is in the room.</summary>
    private protected async Task<ChatPage> Visitor(string name, Network? via = null)
    {
        var page = await Open(via: via);
        await page.Enter(name, Room);
        return page;
    }

    /// <summary>Somebody in the room without a browser.</summary>
    private protected async Task<HubClient> Guest(string name)
    {
        var guest = await HubClient.Connect(Server.Address, await GuestSession.Open(Server.Address, name));
        _guests.Add(guest);
        await guest.Join(Room);
        return guest;
    }

    /// <summary>Fills the room with numbered messages. Several people write, because one would be asked to slow down.</summary>
    private protected async Task<string[]> HasMessages(int count)
    {
        const int Each = 50;
        var texts = Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"message {n}")).ToArray();
        foreach (var (person, some) in texts.Chunk(Each).Index())
        {
            var guest = await Guest(string.Create(CultureInfo.InvariantCulture, $"guest {person + 1}"));
            foreach (var text in some) await guest.Say(Room, text);
        }

        return texts;
    }
}
