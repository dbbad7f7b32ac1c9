using System.Net;
using System.Net.Sockets;

namespace OrleansChat.Bench.Servers;

/// <summary>Ports of the system's choice on the loopback interface, none given twice in a run.</summary>
internal static class FreePort
{
    private static readonly HashSet<int> Given = [];

    public static int Take()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (Given.Add(port)) return port;
        }
    }
}
