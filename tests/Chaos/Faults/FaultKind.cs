namespace OrleansChat.Chaos.Faults;

/// <summary>What may happen to whom.</summary>
internal enum FaultKind
{
    /// <summary><c>kill -9</c> of a silo, which comes back.</summary>
    SiloKilled,

    /// <summary>A silo is asked to stop, and comes back.</summary>
    SiloStopped,

    /// <summary>A silo stands still and wakes up again: by then the others may have declared it dead and have its rooms,
    /// and it believes that they are its own.</summary>
    SiloPaused,

    /// <summary><c>kill -9</c> of a gateway, which comes back.</summary>
    GatewayKilled,

    /// <summary>A gateway is asked to stop, and comes back.</summary>
    GatewayStopped,

    /// <summary>A gateway stands still with all its connections, and wakes up again.</summary>
    GatewayPaused,

    /// <summary><c>kill -9</c> of all of PostgreSQL, which is started again.</summary>
    DatabaseKilled,

    /// <summary>PostgreSQL is restarted: what it was just doing is rolled back.</summary>
    DatabaseRestarted,

    /// <summary>All of PostgreSQL stands still, and wakes up again.</summary>
    DatabasePaused,
}
