using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Hosting;

/// <summary>How both hosts log.</summary>
public static class ReadableLogs
{
    /// <summary>One line for each message, with a UTC time, for people and for collectors.</summary>
    public static void AddReadableLogs(this IHostApplicationBuilder builder) => builder.Logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "HH:mm:ss.fff ";
    });
}
