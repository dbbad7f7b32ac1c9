using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// Text as it is, with no more escapes than JSON needs (RFC 8259, §7). The framework's encoders all write characters
/// beyond U+FFFF as two escapes, 12 bytes for the 4 of an emoji: a message would be three times as large on the wire as
/// its limit says.
/// </summary>
internal sealed class PlainTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        var text = value.AsSpan().IndexOfAnyExceptInRange(' ', '\uFFFF') < 0 && !value.AsSpan().ContainsAny('"', '\\') ? value : Escaped(value);
        var json = new byte[Encoding.UTF8.GetByteCount(text) + 2];
        json[0] = json[^1] = (byte)'"';
        Encoding.UTF8.GetBytes(text, json.AsSpan(1));
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    private static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length + 16);
        foreach (var unit in value)
        {
            if (unit is '"' or '\\') text.Append('\\').Append(unit);
            else if (unit == '\n') text.Append("\\n");
            else if (unit == '\t') text.Append("\\t");
            else if (unit < ' ') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            else text.Append(unit);
        }

        return text.ToString();
    }
}
