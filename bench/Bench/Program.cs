using System.Runtime.InteropServices;
using Npgsql;
using OrleansChat.Bench;
using OrleansChat.Bench.Results;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    var options = BenchOptions.Parse(args);
    var connectionString = Environment.GetEnvironmentVariable(BenchOptions.ServerVariable) ?? throw new BenchException("Start it with bench/run.");
    await using var server = NpgsqlDataSource.Create(connectionString);
    var machine = await Machine.Describe(server);
    var measurements = await new Run(options, server, connectionString, stopping.Token).All();
    var page = new Report(options, machine, measurements).Write();
    await Section.Replace(options.Output, "room", page);
    return 0;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is BenchException or NpgsqlException or IOException or HttpRequestException or System.Net.Sockets.SocketException)
{
    await Console.Error.WriteLineAsync($"The benchmark failed: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
