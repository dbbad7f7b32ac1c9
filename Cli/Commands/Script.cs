using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrleansChat.Cli.Commands;

/// <summary>A message of a file.</summary>
internal sealed record ScriptedMessage(Guid Id, string Text);

/// <summary>A file of messages: each line's text, or the <c>text</c> of its JSON object. Empty lines are none.</summary>
internal static class Script
{
    /// <summary>Reads a file. The ids come from its name, the label, and each line's number and text: of the same file, the
    /// same messages.</summary>
    /// <exception cref="UsageException">It can't be read.</exception>
    public static IReadOnlyList<ScriptedMessage> Read(string path, string label)
    {
        try
        {
            var name = Path.GetFileName(path);
            return
            [
                .. from line in File.ReadAllLines(path).Index()
                   let text = TextOf(line.Item)
                   where !string.IsNullOrWhiteSpace(text)
                   select new ScriptedMessage(IdOf(name, label, line.Index, text), text),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"replay: {e.Message}");
        }
    }

    private static string TextOf(string line)
    {
        if (!line.StartsWith('{')) return line;
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : line;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return line;
        }
    }

    // A UUID of version 8 (RFC 9562 §5.8): 122 bits of SHA-256.
    private static Guid IdOf(string name, string label, int line, string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', name, label, line.ToString(CultureInfo.InvariantCulture), text)));
        var bytes = hash.AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
