namespace OrleansChat.Browser.Tests.Pages;

/// <summary>The installed Chromium, started once for all tests. Each page gets a context, and so a profile, of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The environment variable that names the program, where it isn't at a usual place.</summary>
    public const string Variable = "CHROMIUM";

    private static readonly string[] UsualPlaces =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/snap/bin/chromium",
        "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/opt/google/chrome/chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>How long a test waits for anything on a page, in milliseconds.</summary>
    public static float Patience => (float)Eventually.Patience.TotalMilliseconds;

    public async Task InitializeAsync()
    {
        var program = Find();
        SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = [.. Arguments()] });
    }

    /// <summary>A browser profile that knows nothing.</summary>
    public Task<IBrowserContext> NewContext(BrowserNewContextOptions options) => _browser!.NewContextAsync(options);

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new InvalidOperationException($"There is no browser at {named}, where {Variable} says it is.");
        return UsualPlaces.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"No Chromium was found: install the package chromium, or set {Variable} to the program's path.");
    }

    private static IEnumerable<string> Arguments()
    {
        // Chromium's sandbox refuses to run as root, as containers do.
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess) yield return "--no-sandbox";
        yield return "--disable-gpu";
        yield return "--disable-quic";
        yield return "--no-first-run";
        yield return "--disable-background-networking";
        yield return "--disable-component-update";
        yield return "--disable-sync";
    }
}

/// <summary>All browser tests share one Chromium, and run one after another: two would only wait for each other's CPU.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumCollection : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
