using System.Text.Json;

namespace OrleansChat.Programs.Tests;

/// <summary>All programs in one room: whatever one of them says, all others hear, once.</summary>
public sealed class EverybodyInOneRoomTests : ProgramTest
{
    private const string Room = "lobby";

    [ProgramFact("nc", "telnet", "curl", "npm packages")]
    public async Task Netcat_telnet_curl_socket_io_ws_and_signalr_hear_each_other_in_the_lobby()
    {
        await using var netcat = Netcat();
        await netcat.Answers("nora", "Welcome nora!\n");
        await using var telnet = Telnet();
        await telnet.Shows("Enter your username: ");
        await telnet.Answers("tom", "Welcome tom!");
        await using var old = SocketIo("""{"transports":["polling"]}""");
        await old.Does(new { @do = "ask", name = "join room", argument = new { roomname = Room, username = "olga" } });
        await old.Prints(new { to = "join room", answer = new { error = false, room = Room } });
        await using var page = WebSocket("name=paul");
        await page.Prints(new { frame = new { type = "system" } });
        await page.Does(new { @do = "send", frame = new { type = "room", @ref = 1, room = Room } });
        await page.Prints(new { frame = new { type = "reply", @ref = 1 } });
        await using var hub = await SignalR("hugo", """{"transport":"WebSockets"}""");
        await hub.Does(new { @do = "invoke", method = "Join", arguments = new object?[] { Room, null } });
        await hub.Prints(new { to = "Join", answer = new { room = Room } });
        var token = JsonSerializer.Deserialize<JsonElement>(await Curl($"{Address}/api/v1/session", "--json", """{"name":"carla"}""")).GetProperty("token").GetString()!;
        await Curl("-X", "PUT", $"{Address}/api/v1/rooms/{Room}/membership", "-H", $"Authorization: Bearer {token}");

        var voices = new Dictionary<string, Func<string, Task>>(StringComparer.Ordinal)
        {
            ["nora"] = netcat.Types,
            ["tom"] = telnet.Types,
            ["olga"] = text => old.Does(new { @do = "emit", name = "new message", argument = text }),
            ["paul"] = text => page.Does(new { @do = "text", text }),
            ["hugo"] = text => hub.Does(new { @do = "invoke", method = "Send", arguments = new object[] { Room, Guid.NewGuid(), text } }),
            ["carla"] = text => Curl(
                $"{Address}/api/v1/rooms/{Room}/messages", "-H", $"Authorization: Bearer {token}", "--json", $$"""{"id":"{{Guid.NewGuid()}}","text":"{{text}}"}"""),
        };
        var ears = new Dictionary<string, Func<string, string, Task>>(StringComparer.Ordinal)
        {
            ["nora"] = (name, text) => netcat.Shows($"[{name}]: {text}\n"),
            ["tom"] = (name, text) => telnet.Shows($"[{name}]: {text}"),
            ["olga"] = (username, message) => old.Prints(new { @event = "new message", argument = new { type = "generic", username, message } }),
            ["paul"] = (username, message) => page.Prints(new { frame = new { type = "chat", username, message } }),
            ["hugo"] = (name, text) => hub.Prints(new { call = "events", argument = new[] { new { text, actor = new { name } } } }),
            ["carla"] = (name, text) => Eventually.Holds(async () => (await Read(token)).Contains((name, text)), $"{name}: {text}"),
        };

        foreach (var (speaker, says) in voices)
        {
            await says($"this is {speaker}");
            foreach (var (listener, hears) in ears)
            {
                if (listener != speaker) await hears(speaker, $"this is {speaker}");
            }
        }

        // One order for all, and nothing twice.
        Assert.Equal(voices.Keys.Select(name => (name, $"this is {name}")), await Read(token));
        foreach (var screen in new[] { netcat.Shown, telnet.Shown })
            Assert.All(voices.Keys, name => Assert.True(screen.Split($"this is {name}").Length <= 2, screen));
    }

    private async Task<List<(string, string)>> Read(string token)
    {
        var page = JsonSerializer.Deserialize<JsonElement>(await Curl($"{Address}/api/v1/rooms/{Room}/messages?limit=200", "-H", $"Authorization: Bearer {token}"));
        return [.. page.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "message")
            .Select(e => (e.GetProperty("actor").GetProperty("name").GetString()!, e.GetProperty("text").GetString()!))];
    }

    private static async Task<string> Curl(params string[] arguments)
    {
        await using var curl = new RunningProgram("curl", ["-sS", "--fail", .. arguments]);
        Assert.True(await curl.Ends() == 0, curl.Complaints);
        return curl.Shown;
    }
}
