using System.Net.Sockets;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>Has the system find out about peers that are gone without a word: a cable, a sleeping laptop, a lost NAT.</summary>
internal static class KeepAlive
{
    private const int IdleSeconds = 60;
    private const int IntervalSeconds = 10;
    private const int Probes = 3;
    // linux/tcp.h: TCP_USER_TIMEOUT. Probes are for silence; this is for what was sent and never acknowledged.
    private const int TcpLevel = 6;
    private const int UserTimeout = 18;
    private const int UserTimeoutMilliseconds = (IdleSeconds + (Probes * IntervalSeconds)) * 1000;

    /// <summary>Sets it up: a peer that is gone is noticed within 90 seconds, where the system lets us say so.</summary>
    public static void On(Socket socket)
    {
        try
        {
            Set(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already, or a system that doesn't know the option: then the idle time-out is what notices.
        }
    }

    private static void Set(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes(UserTimeoutMilliseconds));
    }
}
