namespace OrleansChat.Programs.Tests;

/// <summary>netcat at the line door (S4).</summary>
public sealed class NetcatTests : ProgramTest
{
    [ProgramFact("nc")]
    public async Task People_with_netcat_give_their_names_talk_look_around_and_leave()
    {
        await using var ann = Netcat();
        await ann.Shows("Enter your username: ");
        await ann.Answers("ann", "Welcome ann!\n");
        await using var bob = Netcat();
        await bob.Shows("Enter your username: ");
        await bob.Answers("ann", "! 4110 name_taken");
        await bob.Shows("Enter your username: ");
        await bob.Answers("bob", "Welcome bob!\n");
        await ann.Shows("bob joined the chat\n");
        await ann.Types("Pasta tonight? 🍝");
        await bob.Shows("[ann]: Pasta tonight? 🍝\n");
        await Settled();
        await bob.Answers("/users", "Online in #lobby (2): ann, bob\n");
        await bob.Answers("exit", "Goodbye bob!\n");
        await ann.Shows("bob left the chat\n");
        // netcat listens to its person on, though there is nobody to tell.
        bob.EndsInput();
        Assert.Equal(0, await bob.Ends());
        Assert.DoesNotContain("[ann]", ann.Shown, StringComparison.Ordinal);
    }

    [ProgramFact("nc")]
    public async Task A_netcat_that_is_killed_has_left()
    {
        await using var ann = Netcat();
        await ann.Answers("ann", "Welcome ann!\n");
        var bob = Netcat();
        await bob.Answers("bob", "Welcome bob!\n");
        await ann.Shows("bob joined the chat\n");
        bob.Kill();
        await ann.Shows("bob left the chat\n");
        await bob.DisposeAsync();
        await Eventually.Holds(() => Task.FromResult(Gateway.Sessions == 1), "the session of the dead to end");
    }

    [ProgramFact("nc", "bash")]
    public async Task A_script_says_all_in_one_go()
    {
        await using var ann = Netcat();
        await ann.Answers("ann", "Welcome ann!\n");
        await using var script = new RunningProgram("bash", ["-c", $"printf 'deploy\\nrelease 1.2 is out\\n/quit\\n' | nc 127.0.0.1 {Port}"]);
        await ann.Shows("deploy joined the chat\n[deploy]: release 1.2 is out\ndeploy left the chat\n");
        Assert.Equal(0, await script.Ends());
    }
}
