using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansChat.Grains.Lists;
using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Online;
using OrleansChat.Grains.Postgres;
using OrleansChat.Grains.Rooms;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Hosting;

/// <summary>Registers what rooms and users need, for a silo or for a gateway with the local engine.</summary>
public static class GrainsServices
{
    /// <summary>The name of the connection string: <c>ConnectionStrings:Chat</c>.</summary>
    public const string ConnectionName = "Chat";

    // Every statement of ours finds its rows by an index, whatever the planner believes of the tables' size. It is often
    // wrong: a plan may be kept from when they were empty, and a new database isn't analyzed for its first minute.
    // Compiling a statement takes a hundred times as long as running it.
    private const string IndexesOnly =
        "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    /// <summary>Adds rooms, users, and their log and directory in PostgreSQL. Register it before what calls rooms, so
    /// that the writer starts first and stops last.</summary>
    public static IServiceCollection AddChatGrains(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<RoomOptions>(services, configuration, "Rooms");
        AddOptions<LogWriterOptions>(services, configuration, "Log");
        AddOptions<PresenceOptions>(services, configuration, "Presence");
        AddOptions<AnnouncementOptions>(services, configuration, "Announcements");
        services.AddSingleton(_ => DataSource(configuration));
        services.AddSingleton<Migrator>();
        services.AddSingleton<IBatchTable, PostgresBatchTable>();
        services.AddSingleton<LogWriter>();
        services.AddSingleton<HeadReader>();
        services.AddSingleton<LogEpoch>();
        services.AddSingleton<IRoomLog, PostgresRoomLog>();
        services.AddSingleton<IDirectory, PostgresDirectory>();
        services.AddSingleton<IPresenceStore, PostgresPresenceStore>();
        services.AddSingleton<IDirectoryReads, PostgresDirectoryReads>();
        services.AddMetrics();
        services.TryAddSingleton(provider => ChatMeter.Of(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<RoomMetrics>();
        services.AddSingleton<LogMetrics>();
        services.AddSingleton<RoomServices>();
        services.AddSingleton<UserServices>();
        services.AddSingleton<PresenceServices>();
        services.AddHostedService<LogService>();
        services.AddHostedService<EpochWatch>();
        return services;
    }

    /// <summary>Adds the local engine.</summary>
    public static IServiceCollection AddLocalEngine(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<LocalEngineOptions>(services, configuration, "LocalEngine");
        services.AddSingleton<IDispatcher, ThreadPoolDispatcher>();
        services.AddSingleton<PeopleServices>();
        services.AddSingleton<IChatEngine, LocalEngine>();
        return services;
    }

    /// <summary>Adds settings that are validated at start, and injectable as themselves.</summary>
    public static void AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new SectionValidator<T>(section));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<T>>().Value);
    }

    /// <summary>Checks a section's bounds, and names a setting as its operator wrote it.</summary>
    private sealed class SectionValidator<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var faults = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(faults.Select(fault => $"{section}:{string.Join(',', fault.MemberNames)}: {fault.ErrorMessage}"));
        }
    }

    /// <summary>The way to the database, with the settings that our statements want.</summary>
    internal static NpgsqlDataSource DataSource(IConfiguration configuration)
    {
        var text = configuration.GetConnectionString(ConnectionName)
            ?? throw new StartException($"Set ConnectionStrings__{ConnectionName} to a PostgreSQL connection string.");
        var connection = Parse(text);
        // The same few statements for ever: prepared on each connection after their second use.
        if (connection.MaxAutoPrepare == 0) connection.MaxAutoPrepare = 50;
        if (!connection.ShouldSerialize("Auto Prepare Min Usages")) connection.AutoPrepareMinUsages = 2;
        // Shorter than Rooms:WriteTimeout, so that a statement that hangs leaves time to find out what became of it.
        if (!connection.ShouldSerialize("Command Timeout")) connection.CommandTimeout = 5;
        if (!connection.ShouldSerialize("Timeout")) connection.Timeout = 3;
        if (!connection.ShouldSerialize("Options")) connection.Options = IndexesOnly;
        if (!connection.ShouldSerialize("Application Name")) connection.ApplicationName = "OrleansChat";
        return new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();
    }

    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException e)
        {
            throw new StartException($"ConnectionStrings__{ConnectionName} is no PostgreSQL connection string: {e.Message}");
        }
    }

    private sealed class LogService(LogWriter writer, HeadReader heads) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            writer.Start();
            heads.Start();
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await heads.DisposeAsync();
            await writer.DisposeAsync();
        }
    }
}
