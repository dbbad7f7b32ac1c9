using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Silo;

/// <summary>Where a silo listens, section <c>Silo</c>.</summary>
public sealed class SiloOptions
{
    /// <summary>The port for other silos.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for gateways.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The address other silos and gateways reach this one at; null for the host's own first address.</summary>
    public string? AdvertisedIP { get; set; }

    /// <summary>The silo's name in logs and in the membership table; null for one made of the host's name.</summary>
    public string? SiloName { get; set; }
}
