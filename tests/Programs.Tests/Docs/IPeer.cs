namespace OrleansChat.Programs.Tests.Docs;

/// <summary>Somebody's connection in a transcript.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>Sends what stands behind <c>&gt;</c>.</summary>
    Task Sends(string said);

    /// <summary>Waits for what stands behind <c>&lt;</c>.</summary>
    Task Hears(string expected);

    /// <summary>Fails when something came that the page doesn't show.</summary>
    void HasHeardNothingElse();
}
