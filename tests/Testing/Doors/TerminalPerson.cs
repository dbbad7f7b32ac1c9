using System.Text.RegularExpressions;
using OrleansChat.Testing.Hub;
using OrleansChat.Testing.Lines;

namespace OrleansChat.Testing.Doors;

/// <summary>At a terminal, by TCP (S4).</summary>
public sealed partial class TerminalPerson(string name) : Person(name)
{
    private string _before = "";
    private GatewayHost _host = null!;
    private string _room = "";
    private string _token = "";
    private LineClient _client = null!;

    public override async Task Joins(Uri gateway, GatewayHost host, string room)
    {
        (_host, _room) = (host, room);
        _client = await LineClient.Named(host.LineAddress!, Name);
        _token = Token().Match(await _client.Answers("/token", "Valid until ")).Value;
        await _client.Answers($"/join {room}", $"You are in #{room}\n");
    }

    public override Task Says(string text) => _client.Says(text);

    public override Task Tells(string who, string text) => _client.Says($"/msg {who} {text}");

    public override async Task Renames(string name)
    {
        await _client.Answers($"/name {name}", $"You are now known as {name}\n");
        Name = name;
    }

    public override Task Leaves() => _client.Answers("/leave", $"#{_room}");

    public override Task Dies()
    {
        _before += _client.Heard;
        _client.Breaks();
        return Task.CompletedTask;
    }

    public override async Task Returns()
    {
        _client = await LineClient.Connect(_host.LineAddress!);
        await _client.Hears("Enter your username: ");
        await _client.Says(_token);
        await _client.Answers($"/join {_room}", $"You are in #{_room}\n");
    }

    // What is shown again as history was heard before.
    public override Task<IReadOnlyList<string>> Heard() => Task.FromResult<IReadOnlyList<string>>(
        [.. Lines(_before).Concat(Lines(_client.Heard).Except(Lines(_before)))]);

    public override ValueTask DisposeAsync() => _client.DisposeAsync();

    private IEnumerable<string> Lines(string heard) => heard.Split('\n').Select(Line).OfType<string>();

    private string? Line(string line)
    {
        // Of another room than the current one.
        if (Elsewhere().Match(line) is { Success: true } elsewhere && elsewhere.Groups[1].Value == _room) line = elsewhere.Groups[2].Value;
        if (Told().Match(line) is { Success: true } told) return $"told|{told.Groups[1].Value}|{told.Groups[2].Value}";
        if (Said().Match(line) is { Success: true } said) return said.Groups[1].Value == Name ? null : $"said|{said.Groups[1].Value}|{said.Groups[2].Value}";
        return Sentences.Line(line, Name);
    }

    [GeneratedRegex("[A-Za-z0-9_-]{64}")]
    private static partial Regex Token();

    [GeneratedRegex("^#([^ ]+) (.*)$")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"^\[(.+) -> you\]: (.*)$")]
    private static partial Regex Told();

    [GeneratedRegex(@"^\[([^>]+)\]: (.*)$")]
    private static partial Regex Said();
}
