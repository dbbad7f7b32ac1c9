using System.Reflection;
using OrleansChat.Gateway.Commands;
using OrleansChat.Gateway.Doors.Hub;
using OrleansChat.Gateway.Sessions;
using OrleansChat.Testing;

namespace OrleansChat.Gateway.Tests.Doors;

/// <summary>One table of commands: no door has one more or less, or calls an argument otherwise.</summary>
public sealed class CommandTableTests
{
    [Fact]
    public void The_hub_has_a_method_for_each_command_with_the_same_parameters()
    {
        var methods = typeof(ChatHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.Name is not (nameof(ChatHub.Refuse) or nameof(ChatHub.OnConnectedAsync) or nameof(ChatHub.OnDisconnectedAsync)))
            // The hub's page takes its query as one object.
            .ToDictionary(method => method.Name, method => method.Name == nameof(ChatHub.Page)
                ? "room, before, after, around, thread, limit" : string.Join(", ", method.GetParameters().Select(parameter => parameter.Name)));
        var commands = CommandTable.All.ToDictionary(
            command => char.ToUpperInvariant(command.Name[0]) + command.Name[1..], command => string.Join(", ", command.Parameters).Replace("?", ""));
        Assert.Equal(commands.OrderBy(entry => entry.Key), methods.OrderBy(entry => entry.Key));
    }

    [Fact]
    public void The_protocol_page_lists_exactly_these_commands()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "protocol.md"));
        var expected = CommandTable.All.Select(command => $"| `{command.Name}` | {string.Join(", ", command.Parameters)}{(command.Parameters.IsEmpty ? "" : " ")}|");
        Assert.Equal(expected, page.Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|').Length == 6)
            .Select(line => string.Join('|', line.Split('|')[..3]) + "|"));
    }

    [Fact]
    public void The_hubs_callbacks_are_named_as_what_leaves()
    {
        var notices = typeof(ClientNotice).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ClientNotice)))
            .Select(type => ((ClientNotice)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)).Name()).Append("events");
        var callbacks = typeof(IChatClient).GetMethods().Select(method => char.ToLowerInvariant(method.Name[0]) + method.Name[1..]);
        Assert.Equal(callbacks.Order(), notices.Order());
    }
}
