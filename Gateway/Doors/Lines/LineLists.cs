using System.Globalization;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>The commands that look something up.</summary>
internal static class LineLists
{
    public static async Task Users(LineDialog dialog)
    {
        var room = dialog.Rooms.Current;
        var online = await dialog.Session.Online(room, null, null);
        var where = room is null ? "Online" : $"Online in #{TerminalText.Of(room)}";
        var names = string.Join(", ", online.Users.Select(user => TerminalText.Of(user.Name)));
        await dialog.Say(string.Create(CultureInfo.InvariantCulture, $"{where} ({online.Total}): {names}{(online.More ? ", …" : "")}\n"));
    }

    public static async Task Rooms(LineDialog dialog, string search)
    {
        var found = await dialog.Session.Rooms(search.Length == 0 ? null : search, null, null);
        var lines = found.Rooms.Select(room => string.Create(
            CultureInfo.InvariantCulture, $"#{TerminalText.Of(room.Name)} ({room.Members}){(room.Topic is { } topic ? $" {TerminalText.Of(topic)}" : "")}\n"));
        await dialog.Say(found.Rooms.IsEmpty ? "There are no such rooms\n" : string.Concat(lines) + (found.More ? "… and more: /rooms TEXT finds some of them\n" : ""));
    }

    public static async Task Topic(LineDialog dialog, string topic)
    {
        if (dialog.Rooms.Current is not { } room) await dialog.Say(LineText.NoRoom);
        else if (topic.Length > 0) await dialog.Session.Topic(room, dialog.NewId(), topic);
        else if ((await dialog.Session.Room(room)).Topic is { } present) await dialog.Say($"Topic of #{TerminalText.Of(room)}: {TerminalText.Of(present)}\n");
        else await dialog.Say($"#{TerminalText.Of(room)} has no topic\n");
    }

    public static async Task History(LineDialog dialog, string number)
    {
        var messages = dialog.Settings.HistoryLines;
        if (number.Length > 0 && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out messages) || messages is < 1 or > Limits.PageEvents))
            throw new ChatException(ErrorCode.BadPageLimit);
        if (dialog.Rooms.Current is { } room) await dialog.Show(await dialog.Session.History(room, null, Limits.PageEvents), messages);
        else await dialog.Say(LineText.NoRoom);
    }
}
