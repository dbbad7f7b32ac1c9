using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>Frames as one JSON array, put together from what each frame encoded once.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class EncodedEvents(IReadOnlyList<EventFrame> frames)
{
    private byte[] ToArray()
    {
        var array = new byte[frames.Sum(frame => frame.Json.Length + 1) + 1];
        var at = 0;
        foreach (var frame in frames)
        {
            // '[' before the first frame, ',' before the others.
            array[at] = at == 0 ? (byte)'[' : (byte)',';
            frame.Json.CopyTo(array, at + 1);
            at += frame.Json.Length + 1;
        }

        array[at] = (byte)']';
        return array;
    }

    internal sealed class Converter : JsonConverter<EncodedEvents>
    {
        public override EncodedEvents Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Events go to clients only.");

        public override void Write(Utf8JsonWriter writer, EncodedEvents value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToArray(), skipInputValidation: true);
    }
}
