using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.SocketIo;

/// <summary>What every connection of this door is given.</summary>
internal sealed record SocketIoServices(
    Guests Guests,
    SessionRegistry Sessions,
    AddressLimits Addresses,
    RateLimits Rates,
    PrivateIds PrivateIds,
    LostPlaces LostPlaces,
    SocketIoSettings Settings,
    TimeProvider Time,
    ILogger<SocketIoConnection> Log);
