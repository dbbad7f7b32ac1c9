using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>An argument that is JSON already.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class RawJson(ReadOnlyMemory<byte> json)
{
    /// <summary>Frames as one array, put together from what each frame encoded once.</summary>
    public static RawJson Of(IReadOnlyList<EventFrame> frames) => new(JsonFrames.Join(frames));

    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("It goes to clients only.");

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }

    private ReadOnlyMemory<byte> Json => json;
}
