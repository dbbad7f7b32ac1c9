namespace OrleansChat.Programs.Tests;

/// <summary>telnet at the line door, which talks of its terminal before anybody types.</summary>
public sealed class TelnetTests : ProgramTest
{
    [ProgramFact("telnet", "nc")]
    public async Task Somebody_with_telnet_talks_and_its_negotiation_does_not_show()
    {
        await using var bob = Netcat();
        await bob.Answers("bob", "Welcome bob!\n");
        await using var ann = Telnet();
        await ann.Shows("Enter your username: ");
        await ann.Types("ann");
        await ann.Shows("Welcome ann!");
        await bob.Shows("ann joined the chat\n");
        await ann.Types("hello from telnet");
        await bob.Shows("[ann]: hello from telnet\n");
        await bob.Types("hello from netcat");
        await ann.Shows("[bob]: hello from netcat");
        await ann.Types("exit");
        await ann.Shows("Goodbye ann!");
        await bob.Shows("ann left the chat\n");
        foreach (var screen in new[] { ann.Shown, bob.Shown })
            Assert.DoesNotContain(screen, one => one is '\uFFFD' || (char.IsControl(one) && one is not ('\r' or '\n')));
    }
}
