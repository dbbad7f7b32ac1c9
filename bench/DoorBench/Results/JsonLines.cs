using System.Text.Json;

namespace OrleansChat.DoorBench.Results;

/// <summary>The figures for programs: one JSON object a line, one line for each measurement.</summary>
internal static class JsonLines
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static Task Write(string file, DoorResults results) => File.WriteAllLinesAsync(file, Of(results));

    private static IEnumerable<string> Of(DoorResults results)
    {
        foreach (var m in results.Loads)
        {
            yield return JsonSerializer.Serialize(new
            {
                door = m.Door.Name,
                load = m.Shape.Key,
                m.Repetition,
                m.Shape.Rooms,
                m.Shape.Members,
                m.Shape.Senders,
                m.Result.DeliveredPerSecond,
                p50Ms = m.Result.Delivery.P50,
                p99Ms = m.Result.Delivery.P99,
                maxMs = m.Result.Delivery.Max,
                m.Result.Cores,
            }, Options);
        }

        foreach (var m in results.Commits)
            yield return JsonSerializer.Serialize(new { load = "commits", m.Rate, m.Repetition, m.Durable, m.WithoutDisk }, Options);

        foreach (var m in results.Idle)
            yield return JsonSerializer.Serialize(new { door = m.Door.Name, load = "idle", kiBPerConnection = m.KiB }, Options);
    }
}
