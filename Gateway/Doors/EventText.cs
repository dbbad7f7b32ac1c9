using System.Globalization;

namespace OrleansChat.Gateway.Doors;

/// <summary>What events say to a person, on the doors that show sentences.</summary>
internal static class EventText
{
    /// <summary>What a text begins with that says what its author does. Every door shows it so: <c>* ann waves</c>.</summary>
    public const string ActionPrefix = "/me ";

    /// <summary>The deed, of a text that is one; otherwise null.</summary>
    public static string? ActionOf(string text) =>
        text.StartsWith(ActionPrefix, StringComparison.Ordinal) && text.Length > ActionPrefix.Length ? text[ActionPrefix.Length..] : null;

    /// <summary>What happened, in one sentence, for events that are no messages; null for those that change a message.</summary>
    public static string? Sentence(RoomEvent e) => e.Kind switch
    {
        EventKind.Join => $"{e.Actor.Name} joined the chat",
        EventKind.Leave => $"{e.Actor.Name} left the chat",
        EventKind.Rename => Renamed(e.Actor.Name, e.Text),
        EventKind.Topic when e.Text is null => $"{e.Actor.Name} removed the topic",
        EventKind.Topic => $"{e.Actor.Name} changed the topic to: {e.Text}",
        _ => null,
    };

    /// <summary>Who is who now.</summary>
    public static string Renamed(string old, string? now) => $"{old} is now known as {now}";

    /// <summary>Who came or went.</summary>
    public static string Visit(Actor user, bool online) => online ? $"{user.Name} is online" : $"{user.Name} went offline";

    /// <summary>A time as the doors say it.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
