using System.Text.Json;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Commands;

/// <summary>A command's arguments, by name, out of one JSON object. What is absent is null; what is there and doesn't fit
/// is refused.</summary>
internal readonly struct Arguments(JsonElement given)
{
    /// <summary>A text.</summary>
    /// <exception cref="ChatException">BadArguments.</exception>
    public string? Text(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? TextOf(value)
        : throw new ChatException(ErrorCode.BadArguments);

    /// <summary>A whole number; null where there is none.</summary>
    /// <exception cref="ChatException">BadArguments.</exception>
    public long? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw new ChatException(ErrorCode.BadArguments);

    /// <summary>A whole number that must be there.</summary>
    /// <exception cref="ChatException">BadArguments.</exception>
    public long Seq(string name) => Number(name) ?? throw new ChatException(ErrorCode.BadArguments);

    /// <summary>How many.</summary>
    /// <exception cref="ChatException">BadArguments, BadPageLimit.</exception>
    public int? Limit(string name) => Number(name) is not { } limit ? null
        : limit is >= int.MinValue and <= int.MaxValue ? (int)limit
        : throw new ChatException(ErrorCode.BadPageLimit);

    /// <summary>A position in a room: a number, or a text of the form <c>seq</c> or <c>epoch:seq</c>.</summary>
    /// <exception cref="ChatException">BadPosition.</exception>
    public ResumePosition? Position(string name) => PositionOf(Find(name));

    /// <summary>The same out of an argument by itself.</summary>
    public static ResumePosition? PositionOf(JsonElement? after) => after?.ValueKind switch
    {
        null or JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Number => ResumePosition.Parse(after.Value.GetRawText()),
        JsonValueKind.String => ResumePosition.Parse(TextOf(after.Value, ErrorCode.BadPosition)),
        _ => throw new ChatException(ErrorCode.BadPosition),
    };

    private static string TextOf(JsonElement text, ErrorCode otherwise = ErrorCode.BadArguments)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Escapes that stand for no valid Unicode.
            throw new ChatException(otherwise);
        }
    }

    private JsonElement? Find(string name)
    {
        try
        {
            return given.ValueKind == JsonValueKind.Object && given.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            // Another one's name holds such escapes.
            throw new ChatException(ErrorCode.BadArguments);
        }
    }
}
