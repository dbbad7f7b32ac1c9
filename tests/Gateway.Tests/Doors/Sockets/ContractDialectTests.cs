using System.Text.Json;
using OrleansChat.Gateway.Commands;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Sockets;

namespace OrleansChat.Gateway.Tests.Doors.Sockets;

/// <summary>The dialect <c>orleanschat.v1</c>: every command, with the guarantees.</summary>
public sealed class ContractDialectTests(TwoGenerousGateways shared) : SocketTest(shared), IClassFixture<TwoGenerousGateways>
{
    [Fact]
    public async Task The_server_chooses_the_subprotocol_and_says_who_one_is()
    {
        await using var ann = await Program("name=ann");
        Assert.Equal(SocketClient.Contract, ann.Protocol);
        var welcome = ann.Frames[0];
        Assert.Equal("ann", welcome.GetProperty("user").Text("name"));
        Assert.True(welcome.GetProperty("expiresAt").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        await using var again = await Program($"access_token={welcome.Text("token")}");
        Assert.Equal(welcome.GetProperty("user").GetRawText(), again.Frames[0].GetProperty("user").GetRawText());
    }

    [Fact]
    public async Task A_session_of_another_door_is_one_here_by_header_or_query()
    {
        var session = await GuestSession.Open(Gateway.Address, "ann");
        await using var byQuery = await Program($"token={session.Token}");
        await using var byHeader = await SocketClient.Connect(
            Gateway.Address, contract: true, set: options => options.SetRequestHeader("Authorization", $"Bearer {session.Token}"));
        foreach (var client in new[] { byQuery, byHeader })
            Assert.Equal(session.User.Id, (await client.Hears(f => f.Is("welcome"), "the welcome")).GetProperty("user").GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Every_command_runs_by_its_name()
    {
        var room = NewRoom();
        await using var bob = await Program("name=bob");
        await using var ann = await Program("name=ann");
        await ann.Ask("join", new { room });
        var seq = (await ann.Ask("send", new { room, id = NewId(), text = "hello" })).Number("seq");
        var arguments = new Dictionary<string, object>
        {
            ["join"] = new { room, after = seq },
            ["send"] = new { room, id = NewId(), text = "again" },
            ["reply"] = new { room, id = NewId(), replyTo = seq, text = "to that" },
            ["edit"] = new { room, id = NewId(), target = seq, text = "hello!" },
            ["react"] = new { room, id = NewId(), target = seq, emoji = "👍" },
            ["unreact"] = new { room, id = NewId(), target = seq, emoji = "👍" },
            ["topic"] = new { room, id = NewId(), topic = "greetings" },
            ["direct"] = new { name = "bob", id = NewId(), text = "psst" },
            ["rename"] = new { name = "anna" },
            ["history"] = new { room },
            ["page"] = new { room, around = seq, limit = 3 },
            ["reactions"] = new { room, seq },
            ["online"] = new { },
            ["rooms"] = new { search = room },
            ["room"] = new { room },
            ["members"] = new { room },
            ["mine"] = new { },
            ["user"] = new { name = "bob" },
            ["delete"] = new { room, id = NewId(), target = seq },
            ["leave"] = new { room },
        };
        Assert.Equal(CommandTable.All.Select(command => command.Name).Order(), arguments.Keys.Order());
        foreach (var (name, given) in arguments) await ann.Ask(name, given);
        await ann.Hears(room, 10);
        Assert.Equal(
            ["message", "message", "message", "edit", "react", "unreact", "topic", "rename", "delete", "leave"],
            ann.Events.Where(e => e.Text("room") == room).Select(e => e.Text("kind")));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"seven\"")]
    [InlineData("7.50")]
    [InlineData("\"\\u0037 \\\"\"")]
    public async Task The_answer_carries_the_ref_as_it_came(string reference)
    {
        await using var ann = await Program();
        await ann.SendText($$"""{"ref":{{reference}},"type":"mine"}""");
        await ann.SendText($$"""{"type":"zork","ref":{{reference}}}""");
        using var sent = JsonDocument.Parse(reference);
        foreach (var type in new[] { "reply", "error" })
            Assert.True(JsonElement.DeepEquals(sent.RootElement, (await ann.Hears(f => f.Is(type), $"the {type}")).GetProperty("ref")));
    }

    [Fact]
    public async Task Without_a_ref_the_answer_has_none()
    {
        await using var ann = await Program();
        await ann.SendText("""{"type":"mine"}""");
        await ann.SendText("""{"type":"mine","ref":null}""");
        await ann.SendText("""{"type":"mine","ref":{"a":1}}""");
        await ann.Ask("mine");
        Assert.Equal(3, ann.Frames.Count(frame => frame.Is("reply") && !frame.TryGetProperty("ref", out _)));
    }

    [Fact]
    public async Task An_answer_says_why_it_is_a_refusal()
    {
        await using var ann = await Program();
        var refused = await Assert.ThrowsAsync<SocketRefused>(() => ann.Ask("send", new { room = "lobby-x", id = NewId(), text = "" }));
        Assert.Equal((4101, "empty_text", "never"), ((int)refused.Error.Number("code"), refused.Error.Text("error"), refused.Error.Text("retry")));
        Assert.Equal(ErrorCode.UnknownMethod, await RefusedBy(ann.Ask("Send")));
        Assert.Equal(ErrorCode.BadArguments, await RefusedBy(ann.Ask("send", new { room = 7, id = NewId(), text = "x" })));
        Assert.Equal(ErrorCode.BadId, await RefusedBy(ann.Ask("send", new { room = "lobby-x", text = "x" })));
        Assert.Equal(ErrorCode.BadPosition, await RefusedBy(ann.Ask("join", new { room = "lobby-x", after = "one" })));
        Assert.Equal(ErrorCode.BadPageLimit, await RefusedBy(ann.Ask("history", new { room = "lobby-x", limit = 10_000 })));
        var taken = await Assert.ThrowsAsync<SocketRefused>(async () =>
        {
            await using var bob = await Program("name=bob");
            await ann.Ask("rename", new { name = "bob" });
        });
        Assert.Equal(ErrorCode.NameTaken, taken.Code);
        Assert.StartsWith("bob", taken.Error.Text("suggestion"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task G1_one_hears_ones_own_events_too_in_order_and_by_id()
    {
        var room = NewRoom();
        await using var ann = await Program("name=ann");
        await ann.Ask("join", new { room });
        var ids = Enumerable.Range(0, 100).Select(_ => NewId()).ToList();
        foreach (var id in ids) await ann.Send(new { type = "send", room, id, text = $"message {id}" });
        await ann.Hears(room, 101);
        Assert.Equal(ids, ann.Events.Select(e => e.Text("id")));
        Assert.Equal(Enumerable.Range(2, 100).Select(i => (long)i), ann.Events.Select(e => e.Number("seq")));
    }

    [Fact]
    public async Task G3_a_write_is_made_again_with_the_same_id_on_another_connection()
    {
        var room = NewRoom();
        await using var ann = await Program("name=ann");
        await ann.Ask("join", new { room });
        var write = new { room, id = NewId(), text = "once" };
        var ack = await ann.Ask("send", write);
        await using var again = await Program($"token={ann.Frames[0].Text("token")}");
        Assert.Equal(ack.GetRawText(), (await again.Ask("send", write)).GetRawText());
        Assert.Equal(ErrorCode.IdReused, await RefusedBy(again.Ask("send", write with { text = "twice" })));
        Assert.Equal(2, (await again.Ask("history", new { room })).Number("head"));
    }

    [Theory]
    [InlineData(true, 250)]
    [InlineData(false, 250)]
    [InlineData(true, 0)]
    public async Task G5_a_position_brings_exactly_what_was_missed_then_what_is_live(bool withEpoch, int missed)
    {
        var room = NewRoom();
        await using var ann = await Program("name=ann");
        await ann.Ask("join", new { room });
        var bob = await Program("name=bob");
        var joined = await bob.Ask("join", new { room });
        var token = bob.Frames[0].Text("token");
        await bob.DisposeAsync();
        for (var i = 0; i < missed; i++) await ann.Ask("send", new { room, id = NewId(), text = $"missed {i}" });

        await using var back = await Program($"token={token}");
        var (epoch, head) = (joined.Number("epoch"), joined.Number("head"));
        var resumed = await back.Ask("join", new { room, after = withEpoch ? $"{epoch}:{head}" : (object)head });
        Assert.False(resumed.GetProperty("reset").GetBoolean());
        var live = (await ann.Ask("send", new { room, id = NewId(), text = "live" })).Number("seq");
        await back.Hears(room, live);
        Assert.Equal(Enumerable.Range((int)head + 1, missed + 1).Select(i => (long)i), back.Events.Select(e => e.Number("seq")));
    }

    [Fact]
    public async Task G5_a_position_of_another_epoch_is_answered_with_a_reset_and_a_page()
    {
        var room = NewRoom();
        await using var ann = await Program("name=ann");
        await ann.Ask("join", new { room });
        var reset = await ann.Ask("join", new { room, after = "7:1" });
        Assert.True(reset.GetProperty("reset").GetBoolean());
        Assert.Equal(1, reset.GetProperty("page").GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task G4_two_doors_hear_the_same_events_as_the_same_JSON()
    {
        var room = NewRoom();
        await using var hub = await Gateway.Guest("hub");
        await hub.Join(room);
        await using var ann = await Program("name=ann");
        await ann.Ask("join", new { room });
        var last = await ann.Ask("send", new { room, id = NewId(), text = "a \"quoted\" <text> ☃" });
        await hub.Hears(room, last.Number("seq"));
        await ann.Hears(room, last.Number("seq"));
        var heard = ann.Events.Last().Deserialize<HubEvent>(JsonSerializerOptions.Web);
        Assert.Equal(hub.Heard(room)[^1], heard);
    }

    [Fact]
    public async Task Text_that_is_no_command_ends_the_connection()
    {
        foreach (var frame in new[] { "hello", "[]", "7", "", """{"type":"mine" """ })
        {
            await using var ann = await Program();
            await ann.SendText(frame);
            await Ends(ann, 4004, "4004 protocol_error: ");
        }
    }
}
