using System.Globalization;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>A command that begins with a slash.</summary>
/// <param name="Name">Its name, with the slash.</param>
/// <param name="Parameters">What follows it, for <c>/help</c>; in brackets where it may be missing.</param>
/// <param name="Summary">What it does, for <c>/help</c>.</param>
/// <param name="Run">Does it, with what stood behind the name.</param>
internal sealed record LineCommand(string Name, string Parameters, string Summary, Func<LineDialog, string, Task> Run)
{
    /// <summary>Whether it needs what follows it.</summary>
    public bool NeedsMore => Parameters.Length > 0 && Parameters[0] != '[';
}

/// <summary>What a line can mean: the table of commands, from which <c>/help</c> is made too.</summary>
internal static class LineCommands
{
    /// <summary>All of them, in the order in which <c>/help</c> shows them.</summary>
    public static IReadOnlyList<LineCommand> All { get; } =
    [
        new("/help", "", "this list", (dialog, _) => dialog.Say(Help())),
        new("/users", "", "who is online in this room", (dialog, _) => LineLists.Users(dialog)),
        new("/rooms", "[TEXT]", "which rooms there are", LineLists.Rooms),
        new("/join", "ROOM", "go to a room, or make it", Join),
        new("/leave", "[ROOM]", "leave this room, or another one", Leave),
        new("/msg", "NAME TEXT", "say something to one person; also: @NAME TEXT", Message),
        new("/me", "TEXT", "say what you do: * ann waves", (dialog, deed) => Speak(dialog, EventText.ActionPrefix + deed)),
        new("/name", "NAME", "take another name", (dialog, name) => dialog.Session.Rename(name)),
        new("/topic", "[TEXT]", "show the room's topic, or change it", LineLists.Topic),
        new("/history", "[NUMBER]", "show the last messages again", LineLists.History),
        new("/token", "", "show what brings you back as the same user, on any door: keep it to yourself", (dialog, _) => Token(dialog)),
        new("/echo", "TEXT", "hear your own words", (dialog, text) => dialog.Say($"Echo: {TerminalText.Of(text)} ({EventText.Time(dialog.Now)})\n")),
        new("/quit", "", "leave; so does: exit", (dialog, _) => Quit(dialog)),
    ];

    private static string Help() => string.Concat(All.Select(command =>
        $"{$"{command.Name} {command.Parameters}",-20} {command.Summary}\n")) + "//TEXT               say a text that begins with a slash\n";

    /// <summary>What a line asks for, and its name for the log; a null line was too long.</summary>
    public static (string Name, Func<LineDialog, Task> Work) Parse(string? line)
    {
        if (line is null) return ("line", _ => throw new ChatException(ErrorCode.TextTooLong));
        if (string.IsNullOrWhiteSpace(line)) return ("line", _ => Task.CompletedTask);
        if (line.Trim() == "exit") return ("exit", Quit);
        if (line.StartsWith("//", StringComparison.Ordinal)) return ("line", dialog => Speak(dialog, line[1..]));
        if (line[0] == '@' && PrivateText.TryParse(line, out var to, out var words)) return ("/msg", dialog => dialog.Session.Direct(to, dialog.NewId(), words));
        if (line[0] != '/') return ("line", dialog => Speak(dialog, line));
        var (name, rest) = FirstWord(line);
        return All.FirstOrDefault(command => command.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } found
            ? ("line", dialog => dialog.Say(LineText.UnknownCommand))
            : found.NeedsMore && rest.Length == 0
                ? (found.Name, dialog => dialog.Say($"Usage: {found.Name} {found.Parameters}\n"))
                : (found.Name, dialog => found.Run(dialog, rest));
    }

    /// <summary>Says something in the current room.</summary>
    private static Task Speak(LineDialog dialog, string text) => dialog.Rooms.Current is { } room
        ? dialog.Session.Send(room, dialog.NewId(), text)
        : dialog.Say(LineText.NoRoom);

    private static async Task Join(LineDialog dialog, string name)
    {
        var room = name.TrimStart('#');
        await dialog.Enter(room);
        await dialog.Say($"You are in #{TerminalText.Of(room)}\n");
    }

    private static async Task Leave(LineDialog dialog, string name)
    {
        if ((name.Length > 0 ? name.TrimStart('#') : dialog.Rooms.Current) is not { } room || !dialog.Rooms.All.Contains(room))
        {
            await dialog.Say(LineText.NoRoom);
            return;
        }

        // Taken away first: whoever hears of the leave before its answer comes need not tell.
        dialog.Rooms.Remove(room);
        try
        {
            await dialog.Session.Leave(room);
        }
        catch
        {
            dialog.Rooms.Enter(room);
            throw;
        }

        await dialog.Say(LineText.Left(room));
        if (dialog.Rooms.Current is { } current) await dialog.Say($"You are in #{TerminalText.Of(current)}\n");
    }

    private static Task Message(LineDialog dialog, string rest)
    {
        var (name, text) = FirstWord(rest);
        return text.Length == 0
            ? dialog.Say("Usage: /msg NAME TEXT\n")
            : dialog.Session.Direct(name, dialog.NewId(), text);
    }

    private static async Task Token(LineDialog dialog)
    {
        var token = await dialog.TakeToken();
        await dialog.Say(string.Create(CultureInfo.InvariantCulture, $"{token}\nValid until {EventText.Time(dialog.Session.ExpiresAt)}. Answer with it when you are asked for your name.\n"));
    }

    private static Task Quit(LineDialog dialog)
    {
        dialog.Quit();
        return dialog.Say($"Goodbye {TerminalText.Of(dialog.Session.User.Name)}!\n");
    }

    /// <summary>The first word and what follows it. A name that holds spaces stands in quotes.</summary>
    private static (string Word, string Remainder) FirstWord(string line)
    {
        var quoted = line.Length > 1 && line[0] == '"' ? line.IndexOf('"', 1) : -1;
        var end = quoted > 0 ? quoted + 1 : line.IndexOfAny([' ', '\t']);
        if (end < 0) return (line.Trim(), "");
        return (line[..end].Trim('"'), line[end..].Trim());
    }
}
