using System.Net;
using System.Net.Sockets;

namespace OrleansChat.Testing.Processes;

/// <summary>Free ports on the loopback interface.</summary>
public static class Ports
{
    private static readonly HashSet<int> Given = [];

    /// <summary>Ports of the system's choice, for servers that start now and once.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    /// <summary>A port for a server that goes and comes back to it: not one that the system gives to outgoing
    /// connections meanwhile, so from below that range (32768 on Linux, 49152 on macOS).</summary>
    public static int Lasting()
    {
        while (true)
        {
            // Which one doesn't matter; only that runs side by side seldom try the same.
            var port = Random.Shared.Next(20_000, 32_000);
            lock (Given)
            {
                if (IsFree(port) && Given.Add(port)) return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
