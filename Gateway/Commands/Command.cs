using System.Collections.Immutable;
using System.Text.Json;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Commands;

/// <summary>One thing that a client can ask for, on every door that can carry it.</summary>
/// <param name="Name">Its name: a hub method has the same one with a capital letter.</param>
/// <param name="Summary">One line for a person.</param>
/// <param name="Parameters">Their names, in the order of the hub method's; a question mark ends those that may be absent.</param>
/// <param name="Body">What it does. Fails with <see cref="ChatException"/> only.</param>
internal sealed record Command(
    string Name, string Summary, ImmutableArray<string> Parameters, Func<Session, Arguments, Task<object?>> Body)
{
    /// <summary>Runs it for a session, with arguments out of a JSON object.</summary>
    /// <returns>What to answer, for <see cref="Fanout.EventJson"/>.</returns>
    /// <exception cref="ChatException">The command's refusal.</exception>
    public Task<object?> Run(Session session, JsonElement arguments) => Body(session, new Arguments(arguments));
}
