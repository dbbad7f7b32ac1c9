using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace OrleansChat.Bench.Results;

/// <summary>What the figures were measured on. Nothing in it names the machine or a place on it.</summary>
internal sealed record Machine(string Processor, int Cores, double MemoryGiB, string System, string Load, string Postgres, string Settings)
{
    private static readonly string[] Durability =
        ["fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "data_checksums", "shared_buffers", "max_connections"];

    public static async Task<Machine> Describe(NpgsqlDataSource server)
    {
        var settings = new List<string>();
        foreach (var name in Durability) settings.Add($"{name} = {await Show(server, name)}");
        return new Machine(
            Line("/proc/cpuinfo", "model name") ?? "unknown",
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024d * 1024 * 1024),
            $"{Line("/etc/os-release", "PRETTY_NAME")?.Trim('"') ?? RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}",
            File.Exists("/proc/loadavg") ? string.Join(' ', (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ').Take(3)) : "unknown",
            (await Show(server, "server_version")).Split(' ')[0],
            string.Join(", ", settings));
    }

    private static async Task<string> Show(NpgsqlDataSource server, string name)
    {
        await using var command = server.CreateCommand($"show {name}");
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!;
    }

    /// <summary>The value in a file of lines <c>key : value</c> or <c>key=value</c>; null when it isn't there.</summary>
    private static string? Line(string file, string key) => File.Exists(file)
        ? File.ReadLines(file).Where(line => line.StartsWith(key, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOfAny([':', '=']) + 1)..].Trim()).FirstOrDefault()
        : null;
}
