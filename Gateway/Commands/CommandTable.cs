using System.Collections.Frozen;
using System.Collections.Immutable;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Commands;

/// <summary>All commands: the one table. The JSON doors run them from here, the hub has a method for each, and tests
/// compare hub, REST and docs/protocol.md with it.</summary>
internal static class CommandTable
{
    /// <summary>In the order in which help shows them.</summary>
    public static ImmutableArray<Command> All { get; } =
    [
        Of("join", "become a member of a room and hear it", "room, after?", async (s, a) => await s.Join(a.Text("room"), a.Position("after"))),
        Of("leave", "end the membership of a room", "room", async (s, a) => await s.Leave(a.Text("room"))),
        Of("send", "say something in a room", "room, id, text", async (s, a) => await s.Send(a.Text("room"), a.Text("id"), a.Text("text"))),
        Of("reply", "answer a message", "room, id, replyTo, text", async (s, a) => await s.Reply(a.Text("room"), a.Text("id"), a.Seq("replyTo"), a.Text("text"))),
        Of("edit", "give your message another text", "room, id, target, text", async (s, a) => await s.Edit(a.Text("room"), a.Text("id"), a.Seq("target"), a.Text("text"))),
        Of("delete", "delete a message", "room, id, target", async (s, a) => await s.Delete(a.Text("room"), a.Text("id"), a.Seq("target"))),
        Of("react", "react to a message", "room, id, target, emoji", async (s, a) => await s.React(a.Text("room"), a.Text("id"), a.Seq("target"), a.Text("emoji"))),
        Of("unreact", "take a reaction back", "room, id, target, emoji", async (s, a) => await s.Unreact(a.Text("room"), a.Text("id"), a.Seq("target"), a.Text("emoji"))),
        Of("topic", "give a room another topic", "room, id, topic?", async (s, a) => await s.Topic(a.Text("room"), a.Text("id"), a.Text("topic"))),
        Of("direct", "say something to one person", "name, id, text", async (s, a) => await s.Direct(a.Text("name"), a.Text("id"), a.Text("text"))),
        Of("rename", "take another name", "name", async (s, a) => await s.Rename(a.Text("name"))),
        Of("history", "read a room's messages backwards", "room, before?, limit?", async (s, a) => await s.History(a.Text("room"), a.Number("before"), a.Limit("limit") ?? DefaultPage)),
        Of("page", "read a room's messages in any direction", "room, before?, after?, around?, thread?, limit?", async (s, a) => await s.Page(a.Text("room"), PageOf(a))),
        Of("reactions", "read all reactions to a message", "room, seq", async (s, a) => await s.Reactions(a.Text("room"), a.Seq("seq"))),
        Of("online", "read who is online, in a room or in all", "room?, after?, limit?", async (s, a) => await s.Online(a.Text("room"), a.Text("after"), a.Limit("limit"))),
        Of("rooms", "find rooms by name", "search?, after?, limit?", async (s, a) => await s.Rooms(a.Text("search"), a.Text("after"), a.Limit("limit"))),
        Of("room", "read a room's topic and size", "room", async (s, a) => await s.Room(a.Text("room"))),
        Of("members", "read a room's members", "room, after?, limit?", async (s, a) => await s.Members(a.Text("room"), a.Text("after"), a.Limit("limit"))),
        Of("mine", "read the rooms you belong to", "", async (s, _) => await s.Mine()),
        Of("user", "find a person by name", "name", async (s, a) => await s.Find(a.Text("name"))),
    ];

    /// <summary>Events of a page whose size nobody said.</summary>
    public const int DefaultPage = 50;

    private static readonly FrozenDictionary<string, Command> ByName = All.ToFrozenDictionary(command => command.Name, StringComparer.Ordinal);

    /// <summary>The command of that name; null where there is none.</summary>
    public static Command? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);

    private static PageQuery PageOf(Arguments a) =>
        new(a.Number("before"), a.Number("after"), a.Number("around"), a.Number("thread"), a.Limit("limit") ?? DefaultPage);

    private static Command Of(string name, string summary, string parameters, Func<Session, Arguments, Task<object?>> body) =>
        new(name, summary, [.. parameters.Split(", ", StringSplitOptions.RemoveEmptyEntries)], body);
}
