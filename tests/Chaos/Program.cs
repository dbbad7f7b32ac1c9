using System.Runtime.InteropServices;
using OrleansChat.Chaos;
using OrleansChat.Chaos.Faults;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    var options = ChaosOptions.Parse(args);
    var schedule = Schedule.Draw(options.Seed, options.Length, options.Silos, options.Gateways);
    Say($"{options.Silos} silos, {options.Gateways} gateways and PostgreSQL; {schedule.Count} faults in {options.Length.TotalSeconds} s, seed {options.Seed}:");
    return await new ChaosRun(options, schedule, Say).Judge(stopping.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

static void Say(string line) => Console.WriteLine(line);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
