using System.Runtime.InteropServices;
using Npgsql;
using OrleansChat;
using OrleansChat.Bench;
using OrleansChat.Bench.Results;
using OrleansChat.LogBench;
using OrleansChat.LogBench.Results;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    var options = LogOptions.Parse(args);
    var connectionString = Environment.GetEnvironmentVariable(LogOptions.ServerVariable) ?? throw new BenchException("Start it with bench/run.");
    await using var server = NpgsqlDataSource.Create(connectionString);
    var machine = await Machine.Describe(server);
    var run = new LogRun(options, server, connectionString, stopping.Token);
    var history = await run.Reads();
    var measurements = await run.Writes();
    await Section.Replace(options.Output, "log", new LogReport(options, machine, measurements, history).Write());
    return 0;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is BenchException or NpgsqlException or IOException or ChatException or HttpRequestException)
{
    await Console.Error.WriteLineAsync($"The benchmark failed: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
