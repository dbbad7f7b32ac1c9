namespace OrleansChat.Programs.Tests.Docs;

/// <summary>docs/protocol.md and the pages of the doors: what they show happens, word for word.</summary>
public sealed class ProtocolPageTests : ProgramTest
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs");

    public static TheoryData<string> Pages =>
    [
        "protocol.md",
        .. Directory.EnumerateFiles(Path.Combine(Folder, "protocol"), "*.md").Select(file => $"protocol/{Path.GetFileName(file)}").Order(StringComparer.Ordinal),
    ];

    [ProgramTheory("bash", "curl", "nc", "npm packages")]
    [MemberData(nameof(Pages))]
    public async Task Every_example_happens_as_it_is_written(string page)
    {
        var blocks = PageBlock.Of(Path.Combine(Folder, page));
        Assert.NotEmpty(blocks);
        await using var story = new PageStory(Gateway.Address, Gateway.LineAddress!.Port, Settled);
        await story.Play(blocks);
    }
}
