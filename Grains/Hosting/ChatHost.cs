using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansChat.Grains.Postgres;

namespace OrleansChat.Grains.Hosting;

/// <summary>What both hosts have in common before they differ.</summary>
public static class ChatHost
{
    // A little more than the host's own 30 s, and less than deploy/ grants.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(35);

    /// <summary>Settings and static files lie beside the program, wherever it is started from; unless <c>--contentRoot</c> says otherwise, as it does
    /// when a build is run from a checkout.</summary>
    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        ContentRootPath = args.Any(arg => arg.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase))
            ? null
            : AppContext.BaseDirectory,
    };

    /// <summary>Runs a host's whole life. What keeps it from starting and its operator can mend is one sentence on the
    /// error output and exit code 1.</summary>
    public static async Task<int> Run(string program, Func<Task> life)
    {
        try
        {
            await life();
            return 0;
        }
        catch (Exception e) when (e is StartException or SchemaException or OptionsValidationException or NpgsqlException
            or IOException or SocketException or { InnerException: ArgumentException or FormatException or SocketException })
        {
            await Console.Error.WriteLineAsync($"The {program} can't start: {e.Message}");
            return 1;
        }
    }

    /// <summary>Ends the process some time after it was asked to stop, whatever still hangs: Orleans, for one, doesn't give
    /// up telling a database that is gone of its leaving.</summary>
    public static void ExitInTheEnd(this WebApplication app) => app.Lifetime.ApplicationStopping.Register(async () =>
    {
        await Task.Delay(Grace, app.Services.GetRequiredService<TimeProvider>());
        await Console.Error.WriteLineAsync($"Not stopped within {Grace.TotalSeconds} s of being asked to: exiting.");
        Environment.Exit(1);
    });

    /// <summary>Sets the address to listen at, unless <c>ASPNETCORE_URLS</c> or <c>--urls</c> does. Not in
    /// appsettings.json, which would override both.</summary>
    public static void ListenByDefault(this WebApplicationBuilder builder, string url)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(url);
    }
}
