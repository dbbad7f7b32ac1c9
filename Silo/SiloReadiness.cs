using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansChat.Grains.Users;

namespace OrleansChat.Silo;

/// <summary>Ready: this silo is an active member of the cluster, and its database answers.</summary>
internal sealed class SiloReadiness(ISiloStatusOracle membership, IDirectory directory) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (membership.CurrentStatus != SiloStatus.Active) return HealthCheckResult.Unhealthy($"The silo is {membership.CurrentStatus}.");
        try
        {
            await directory.CheckReady();
            return HealthCheckResult.Healthy();
        }
        catch (ChatException e)
        {
            return HealthCheckResult.Unhealthy(e.ToWire());
        }
    }
}

internal static class SiloHealthEndpoints
{
    /// <summary><c>/healthz</c>: the process is up. <c>/readyz</c>: see <see cref="SiloReadiness"/>.</summary>
    public static void MapSiloHealth(this WebApplication app)
    {
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/readyz");
    }
}
