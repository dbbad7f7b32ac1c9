using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Diagnostics.NETCore.Client;
using Npgsql;
using OrleansChat.Bench;
using OrleansChat.Bench.Results;
using OrleansChat.DoorBench;
using OrleansChat.DoorBench.Results;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    var options = DoorOptions.Parse(args);
    var connectionString = Environment.GetEnvironmentVariable(DoorOptions.ServerVariable) ?? throw new BenchException("Start it with bench/run.");
    await using var server = NpgsqlDataSource.Create(connectionString);
    var machine = await Machine.Describe(server);
    var results = await new DoorRun(options, server, connectionString, stopping.Token).All();
    await JsonLines.Write(options.Json, results);
    var page = new DoorReport(options, machine, results).Write();
    await Section.Replace(options.Output, "doors", page);
    // bench/run shows the page of a quick run itself.
    if (!options.Quick) Console.WriteLine(page);
    return 0;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is BenchException or NpgsqlException or IOException or HttpRequestException or SocketException or TimeoutException
    or Win32Exception or ServerNotAvailableException)
{
    await Console.Error.WriteLineAsync($"The benchmark failed: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
