using System.Globalization;
using System.Net;
using OrleansChat.Fuzz.Attacks;
using OrleansChat.Fuzz.Machine;
using OrleansChat.Testing;
using OrleansChat.Testing.Doors;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Rooms;
using Xunit.Abstractions;

namespace OrleansChat.Fuzz;

/// <summary>Every door of a real gateway, given what nobody would send, while two people talk.</summary>
public sealed class DoorTests(ITestOutputHelper output)
{
    private const double Share = 0.5;
    private const int Attackers = 3;
    private const int LongestInput = 70_000;

    // What a gateway may keep: what it has cached, and of each connection what it said, in the log and in the rooms.
    private const long FreeBytes = 64L * 1024 * 1024;
    private const long BytesPerConnection = 64 * 1024;

    private static readonly Dictionary<string, Attack> Attacks = new()
    {
        ["hub"] = new SocketAttack("hub", "/hub", greeting: "{\"protocol\":\"json\",\"version\":1}\u001e"),
        ["socket, chat"] = new SocketAttack("socket", "/ws"),
        ["socket, contract"] = new SocketAttack("socket", "/", "orleanschat.v1"),
        ["Socket.IO, socket"] = new SocketAttack("engine-payload", "/socket.io/?EIO=4&transport=websocket", greeting: "40"),
        ["Socket.IO, polling"] = new PollingAttack(),
        ["lines"] = new StreamAttack("lines", victim => victim.Lines, greeting: "liz"),
        ["REST"] = new RequestAttack(),
        ["HTTP"] = new StreamAttack("http", victim => new IPEndPoint(IPAddress.Loopback, victim.Http.Port)),
    };

    public static TheoryData<string> Doors => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task G8_whatever_strangers_send_those_who_talk_hear_each_other_and_nothing_of_it_stays(string door)
    {
        await using var engine = LocalEngines.Create();
        await using var gateway = await GatewayHost.Start(engine, [.. Bystanders.Settings, .. Settings]);
        await using var bystanders = await Bystanders.At(gateway);
        var victim = new Victim(gateway.Address, gateway.LineAddress!, (await GuestSession.Open(gateway.Address, "eve")).Token);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var connections = await Run(Attacks[door], victim);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{door}: {connections} connections from seed {Machine.Settings.First} on"));
        await bystanders.NoticedNothing();
        await Eventually.Holds(() => Task.FromResult((gateway.Sessions, gateway.EngineConnections) == (2, 0)), "the strangers to be forgotten");
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < FreeBytes + (connections * BytesPerConnection), $"{grown} bytes are kept of {connections} connections.");
    }

    // Nobody is turned away for how often they come, so that more comes in; and whoever doesn't go on is let go soon.
    private static (string, string)[] Settings =>
    [
        ("Addresses:ConnectionsPerSecond", "1000000"), ("Addresses:ConnectionBurst", "1000000"), ("Addresses:SessionsPerSecond", "1000000"), ("Addresses:SessionBurst", "1000000"),
        ("Sessions:ConnectionsPerUser", "100"), ("Sessions:HandshakeTimeout", "00:00:01"), ("SocketIo:ConnectTimeout", "00:00:01"), ("SocketIo:LeaveAfter", "00:00:00.1"),
        ("SocketIo:PingInterval", "00:00:01"), ("SocketIo:PingTimeout", "00:00:02"), ("SocketIo:UpgradeTimeout", "00:00:01"), ("WebSocket:Ping", "00:00:01"),
    ];

    private static async Task<long> Run(Attack attack, Victim victim)
    {
        var mutator = new Mutator([.. new Corpus(attack.Corpus).Entries.Select(entry => entry.Bytes)], [], LongestInput);
        var (seed, connections) = (Machine.Settings.First - 1, 0L);
        using var time = new CancellationTokenSource(Machine.Settings.All * Share / Attacks.Count);
        await Task.WhenAll(Enumerable.Range(0, Machine.Settings.Only is null ? Attackers : 1).Select(_ => Goes()));
        return connections;

        async Task Goes()
        {
            do
            {
                var mine = Interlocked.Increment(ref seed);
                var dice = new Random(mine);
                // However long it wants to go on.
                using var patience = new CancellationTokenSource(Eventually.Patience);
                try
                {
                    await attack.Once(victim, dice, () => mutator.Make(dice), patience.Token);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"FUZZ_SEED={mine}: {e.Message}", e);
                }

                Interlocked.Increment(ref connections);
            }
            while (!time.IsCancellationRequested && Machine.Settings.Only is null);
        }
    }
}
