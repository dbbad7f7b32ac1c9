using System.Diagnostics;
using System.Globalization;
using OrleansChat.Chaos.Checks;
using OrleansChat.Chaos.Clients;
using OrleansChat.Chaos.Faults;
using OrleansChat.Chaos.Records;

namespace OrleansChat.Chaos;

/// <summary>One run: everybody talks, trouble is made, everything heals, and the record is judged.</summary>
internal sealed class ChaosRun(ChaosOptions options, IReadOnlyList<Fault> schedule, Action<string> say)
{
    private readonly Record _record = new();

    /// <summary>Runs, prints one line for each check and a summary, and returns whether everything holds.</summary>
    public async Task<bool> Judge(CancellationToken stop)
    {
        await using var deployment = await Deployment.Start(options);
        var trouble = new Trouble(deployment, schedule, say);
        var population = await Population.Gather(options, deployment.Gateways, _record, options.Length);
        var healed = new Check("everything heals", schedule.Count, await Live(trouble, population, stop));

        List<Check> checks = [healed, Deaths(deployment)];
        // The rest would only say again, and at length, that it wasn't seen to the end.
        if (healed.Holds) checks.AddRange(new Checker(_record, options.ResumeEvents).All());
        foreach (var check in checks) Tell(check);
        foreach (var line in new Summary(_record, trouble.Happened, deployment.Servers).Lines()) say($"  {line}");

        var good = checks.All(check => check.Holds);
        if (!good || options.Keep)
        {
            _record.Save(options.RecordFile);
            var logs = Path.ChangeExtension(options.RecordFile, ".log");
            await File.WriteAllLinesAsync(logs, deployment.Servers.SelectMany(server => server.Logs), stop);
            say($"  the clients' record: {options.RecordFile}; what the servers said: {logs}");
        }

        return good;
    }

    /// <summary>Returns why it didn't come to a good end; nothing when it did.</summary>
    private async Task<IReadOnlyList<string>> Live(Trouble trouble, Population population, CancellationToken stop)
    {
        try
        {
            await trouble.Make(options.Length, stop);
            var heal = Stopwatch.StartNew();
            await population.Finish();
            say($"  everybody heard everything {heal.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s after all were back");
            await population.ReadHistories(_record);
            await population.Leave();
            return [];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [e.ToString()];
        }
    }

    /// <summary>A silo that was paused long enough is declared dead, and ends when it finds out; nobody else may.</summary>
    private static Check Deaths(Deployment deployment) => new(
        "who ended by itself had been declared dead, and who was asked to stop stopped", deployment.Servers.Count,
        [.. deployment.Servers.SelectMany(server => server.Deaths).Where(death => !IsVotedDead(death))]);

    // What Orleans says in the one case and in the other: told by another silo, or read in the table.
    private static bool IsVotedDead(string lastWords) =>
        lastWords.Contains("declared dead", StringComparison.OrdinalIgnoreCase)
        || lastWords.Contains("I have been told I am dead", StringComparison.OrdinalIgnoreCase)
        || lastWords.Contains("I should be Dead according to membership table", StringComparison.OrdinalIgnoreCase);

    private void Tell(Check check)
    {
        const int Shown = 20;
        say($"{(check.Holds ? "ok" : "FAILED")} {check.Name} ({check.Looked})");
        foreach (var fault in check.Faults.Take(Shown)) say($"  {fault.ReplaceLineEndings("\n  ")}");
        if (check.Faults.Count > Shown) say($"  and {check.Faults.Count - Shown} more");
    }
}
