namespace OrleansChat.Testing;

/// <summary>The checkout that this build came from.</summary>
public static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException("These tests run from a checkout."),
        _ when File.Exists(Path.Combine(folder.FullName, "OrleansChat.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
