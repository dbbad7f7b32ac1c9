using System.Text.Json;
using OrleansChat.Gateway.Commands;

namespace OrleansChat.Fuzz.Targets;

/// <summary>Reads arguments as commands do: each as everything that one can be.</summary>
internal static class GivenArguments
{
    private static readonly string[] Names = ["room", "id", "text", "after", "before", "limit", "seq", "target", "replyTo", "emoji", "name", "type", "ref", ""];

    /// <summary>Reads all of them; <paramref name="tryGet"/> is told by which codes each may be refused.</summary>
    public static void Take(JsonElement given, Action<Func<object?>, ErrorCode[]> tryGet)
    {
        var arguments = new Arguments(given);
        foreach (var name in Names)
        {
            tryGet(() => arguments.Text(name), [ErrorCode.BadArguments]);
            tryGet(() => arguments.Number(name), [ErrorCode.BadArguments]);
            tryGet(() => arguments.Seq(name), [ErrorCode.BadArguments]);
            tryGet(() => arguments.Limit(name), [ErrorCode.BadArguments, ErrorCode.BadPageLimit]);
            tryGet(() => arguments.Position(name), [ErrorCode.BadArguments, ErrorCode.BadPosition]);
        }
    }
}
