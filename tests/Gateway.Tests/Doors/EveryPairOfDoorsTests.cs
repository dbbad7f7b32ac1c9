using OrleansChat.Testing.Doors;

namespace OrleansChat.Gateway.Tests.Doors;

/// <summary>One script on every pair of doors: all of them share one world.</summary>
public sealed class EveryPairOfDoorsTests(TwoGateways world) : SharedWorld(world), IClassFixture<TwoGateways>
{
    private static readonly Dictionary<string, Func<string, Person>> Doors = new(StringComparer.Ordinal)
    {
        ["SignalR"] = name => new HubPerson(name),
        ["WebSocket"] = name => new ContractPerson(name),
        ["WebSocket page (S5)"] = name => new ChatPagePerson(name),
        ["TCP lines (S4)"] = name => new TerminalPerson(name),
        ["Socket.IO"] = name => new SocketIoPerson(name),
        ["Socket.IO (S1)"] = name => new OldSocketIoPerson(name),
        ["REST"] = name => new RestPerson(name),
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var one in Doors.Keys)
            {
                foreach (var other in Doors.Keys) pairs.Add(one, other);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task People_arrive_talk_whisper_take_other_names_vanish_return_and_leave(string one, string other)
    {
        var room = NewRoom();
        // They come by two gateways, as the load balancer has it.
        await using var ann = Doors[one]("ann");
        await using var bob = Doors[other]("bob");
        await using var eve = new HubPerson("eve");
        await eve.Joins(Gateway.Address, Gateway, room);
        await bob.Joins(Second.Address, Second, room);
        await ann.Joins(Gateway.Address, Gateway, room);
        await bob.Hears("joined|ann|");

        await ann.Says("hello, all");
        await bob.Hears("said|ann|hello, all");
        await bob.Says("héllo, ann 😀");
        await ann.Hears("said|bob|héllo, ann 😀");

        await ann.Tells("bob", "psst");
        await bob.Hears("told|ann|psst");
        await bob.Tells("ann", "yes?");
        await ann.Hears("told|bob|yes?");

        await ann.Renames("anna");
        await bob.Hears("renamed|ann|anna");
        await ann.Says("it's still me");
        await bob.Hears("said|anna|it's still me");

        await bob.Dies();
        await ann.Says("while you were away");
        await eve.Hears("said|anna|while you were away");
        await bob.Returns();
        if (bob.CatchesUp) await bob.Hears("said|anna|while you were away");
        await ann.Says("welcome back");
        await bob.Hears("said|anna|welcome back");
        await bob.Says("here again");
        await ann.Hears("said|bob|here again");

        await ann.Leaves();
        await bob.Hears("left|anna|");
        await eve.Hears("left|anna|");
        // What was whispered stayed between the two.
        Assert.DoesNotContain(await eve.Heard(), line => line.StartsWith("told|", StringComparison.Ordinal));
    }
}
