using Microsoft.AspNetCore.HttpOverrides;
using OrleansChat.Grains.Hosting;

namespace OrleansChat.Gateway.Hosting;

/// <summary>Takes a client's address from the proxies in front of the gateway, setting <c>Proxies</c>: theirs would otherwise
/// stand for everybody's, and share everybody's limits. Of nobody else is the header believed.</summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Configuration.GetSection("Proxies").Get<string[]>() ?? [];
        if (networks.Length == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        // As many proxies as are trusted may stand in a row.
        options.ForwardLimit = null;
        // The framework's default is to trust this machine.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in networks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(text, out var network)
                ? network
                : throw new StartException($"Proxies: '{text}' is no network; write it as 10.0.0.0/8."));
        }

        app.UseForwardedHeaders(options);
    }
}
