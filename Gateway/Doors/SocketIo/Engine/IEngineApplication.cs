namespace OrleansChat.Gateway.Doors.SocketIo.Engine;

/// <summary>What speaks over a connection.</summary>
internal interface IEngineApplication
{
    /// <summary>Serves a connection until its <see cref="EngineSocket.Messages"/> end.</summary>
    Task Run(EngineSocket engine);
}
