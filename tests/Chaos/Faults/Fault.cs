using System.Globalization;

namespace OrleansChat.Chaos.Faults;

/// <summary>One entry of the schedule.</summary>
/// <param name="At">When, from the start of the trouble.</param>
/// <param name="Target">Which silo or gateway, from 0.</param>
/// <param name="Lasts">How long it is paused, or away before it is started again.</param>
/// <param name="Moves">Whether a silo comes back at other ports, as a new pod does, or at its own, as a container does.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Target, TimeSpan Lasts, bool Moves)
{
    public override string ToString()
    {
        var lasts = Lasts.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return Kind switch
        {
            FaultKind.SiloKilled => $"kill -9 silo {Target}, back after {lasts} s{Place}",
            FaultKind.SiloStopped => $"stop silo {Target}, back after {lasts} s{Place}",
            FaultKind.SiloPaused => $"pause silo {Target} for {lasts} s",
            FaultKind.GatewayKilled => $"kill -9 gateway {Target}, back after {lasts} s",
            FaultKind.GatewayStopped => $"stop gateway {Target}, back after {lasts} s",
            FaultKind.GatewayPaused => $"pause gateway {Target} for {lasts} s",
            FaultKind.DatabaseKilled => $"kill -9 PostgreSQL, back after {lasts} s",
            FaultKind.DatabaseRestarted => $"restart PostgreSQL, back after {lasts} s",
            _ => $"pause PostgreSQL for {lasts} s",
        };
    }

    private string Place => Moves ? " elsewhere" : "";
}
