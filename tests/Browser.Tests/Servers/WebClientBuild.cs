namespace OrleansChat.Browser.Tests.Servers;

/// <summary>Where the web client's build lies.</summary>
internal static class WebClientBuild
{
    private const string Solution = "OrleansChat.sln";

    /// <summary>The directory with the built page.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says what to do.</exception>
    public static string Directory => Find();

    private static string Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, Solution))) root = root.Parent;
        if (root is null) throw new InvalidOperationException($"The tests run outside of the repository: no directory above them holds {Solution}.");
        var build = Path.Combine(root.FullName, "Gateway", "wwwroot");
        return File.Exists(Path.Combine(build, "index.html"))
            ? build
            : throw new InvalidOperationException("The web client isn't built: run npm ci and npm run build in Gateway/Web.");
    }
}
