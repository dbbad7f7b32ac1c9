using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Postgres;

namespace OrleansChat.Grains.Hosting;

/// <summary>
/// The operator's command after a restore from a backup: <c>new-epoch</c> as the program's first argument. Every
/// position of a client from before is then answered with a reset, and servers that lived on load their rooms again.
/// </summary>
public static class NewEpoch
{
    /// <summary>The argument.</summary>
    public const string Command = "new-epoch";

    /// <summary>Whether these arguments ask for it.</summary>
    public static bool IsAskedFor(string[] args) => args is [Command, ..];

    /// <summary>Brings the schema up to date, begins a new epoch and says so. Needs the connection string only.</summary>
    public static async Task Begin(string[] args, TimeProvider time)
    {
        var builder = WebApplication.CreateBuilder(ChatHost.Options(args[1..]));
        builder.AddReadableLogs();
        builder.Services.AddSingleton(time);
        builder.Services.AddChatGrains(builder.Configuration);
        await using var app = builder.Build();
        await app.Services.GetRequiredService<Migrator>().Migrate(patience: TimeSpan.FromSeconds(60));
        var log = app.Services.GetRequiredService<IRoomLog>();
        var old = await log.ReadEpoch();
        var begun = await log.BeginEpoch();
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"The log's epoch is {begun} now; it was {old}. Clients start from what the database holds."));
    }
}
