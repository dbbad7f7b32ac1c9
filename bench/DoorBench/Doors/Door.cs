using OrleansChat.DoorBench.Load;

namespace OrleansChat.DoorBench.Doors;

/// <summary>Which server a door belongs to.</summary>
internal enum ServerKind
{
    /// <summary>The product.</summary>
    Gateway,

    /// <summary>The compared server on <c>ws</c>.</summary>
    Ws,

    /// <summary>The compared server on <c>socket.io</c>.</summary>
    SocketIo,
}

/// <summary>Something to measure: a door, or a server that it is compared with.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Server">Whose it is.</param>
/// <param name="Repeats">Whether a sender hears its own messages.</param>
/// <param name="NewClient">Makes a client of it.</param>
internal sealed record Door(string Name, ServerKind Server, bool Repeats, Func<Room, DoorClient> NewClient)
{
    /// <summary>What all figures are compared with.</summary>
    public const string Yardstick = "baseline: ws";

    /// <summary>Everything there is to measure.</summary>
    public static IReadOnlyList<Door> All { get; } =
    [
        new("TCP lines", ServerKind.Gateway, false, room => new LineClient(room)),
        new("WebSocket, contract", ServerKind.Gateway, true, room => new ContractClient(room)),
        new("WebSocket, page", ServerKind.Gateway, false, room => new PageClient(room)),
        new("SignalR, WebSocket", ServerKind.Gateway, true, room => new HubClient(room)),
        new("Socket.IO, WebSocket", ServerKind.Gateway, true, room => new SocketIoClient(room)),
        new("Socket.IO, polling", ServerKind.Gateway, true, room => new PollingClient(room)),
        new(Yardstick, ServerKind.Ws, true, room => new BroadcastClient(room)),
        new("baseline: socket.io, WebSocket", ServerKind.SocketIo, true, room => new SocketIoClient(room)),
        new("baseline: socket.io, polling", ServerKind.SocketIo, true, room => new PollingClient(room)),
    ];
}
