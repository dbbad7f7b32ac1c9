using System.Collections.Immutable;
using System.Text.Json;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Fanout;

/// <summary>
/// Consecutive events of one room on their way to clients, encoded once however many clients there are. A frame is
/// shared by all outboxes it lies in, and never changes.
/// </summary>
internal sealed class EventFrame : Outgoing
{
    // Small enough that a page of long messages doesn't fill an outbox as one lump, large enough to be rare.
    private const int FrameEvents = 64;
    private const int FrameBytes = 128 * 1024;

    private EventFrame(ImmutableArray<RoomEvent> events, byte[] json)
    {
        Events = events;
        Json = json;
        HasLeave = events.Any(e => e.Kind == EventKind.Leave);
    }

    /// <summary>Ascending by seq, without gaps, never empty.</summary>
    public ImmutableArray<RoomEvent> Events { get; }

    /// <summary>The events as JSON values with commas between, so that frames join to one array by copying.</summary>
    public byte[] Json { get; }

    /// <summary>Whether somebody leaves in it.</summary>
    public bool HasLeave { get; }

    public override int Count => Events.Length;

    public override int Bytes => Json.Length;

    /// <summary>Cuts events into frames.</summary>
    public static IReadOnlyList<EventFrame> Encode(ImmutableArray<RoomEvent> events)
    {
        var frames = new List<EventFrame>(1);
        using var json = new MemoryStream();
        var first = 0;
        for (var i = 0; i < events.Length; i++)
        {
            if (i > first) json.WriteByte((byte)',');
            JsonSerializer.Serialize(json, events[i], EventJson.Options);
            if (i + 1 < events.Length && i + 1 - first < FrameEvents && json.Length < FrameBytes) continue;
            frames.Add(new EventFrame(events[first..(i + 1)], json.ToArray()));
            json.SetLength(0);
            first = i + 1;
        }

        return frames;
    }
}
