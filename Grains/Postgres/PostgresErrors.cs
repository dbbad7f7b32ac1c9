using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansChat.Grains.Postgres;

/// <summary>What a database error means to rooms and users.</summary>
internal static partial class PostgresErrors
{
    /// <summary>Runs a read or an idempotent write, and turns "can't be reached now" into Unavailable. An error that
    /// the server reports and that would come again (a mistake of ours) passes through.</summary>
    public static async Task<T> Guard<T>(ILogger log, Func<Task<T>> operation)
    {
        try
        {
            return await operation();
        }
        catch (Exception e) when (IsUnreachable(e))
        {
            log.Unreachable(e.Message);
            throw new ChatException(ErrorCode.Unavailable);
        }
    }

    /// <summary>Whether the same operation may succeed later. 53: out of resources; 57: operator intervention; 40:
    /// serialization failure or deadlock; 3D000, 3F000, 42P01: no such database, schema or table, as while a backup is
    /// being restored (PostgreSQL, appendix A).</summary>
    public static bool IsUnreachable(Exception e) => e switch
    {
        PostgresException p => p.IsTransient || p.SqlState[..2] is "08" or "40" or "53" or "57" || p.SqlState is "3D000" or "3F000" or "42P01",
        NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException => true,
        _ => false,
    };

    [LoggerMessage(201, LogLevel.Warning, "The database can't be reached: {Reason}")]
    private static partial void Unreachable(this ILogger log, string reason);

    [LoggerMessage(202, LogLevel.Warning, "An append failed and was rolled back: {Reason}")]
    public static partial void AppendRolledBack(this ILogger log, string reason);

    [LoggerMessage(203, LogLevel.Warning, "An append's outcome is unknown: {Reason}")]
    public static partial void AppendUnknown(this ILogger log, string reason);

    [LoggerMessage(204, LogLevel.Error, "An append was numbered on another log than this one; the rooms load again: {Reason}")]
    public static partial void AppendStale(this ILogger log, string reason);

    [LoggerMessage(205, LogLevel.Error, "The heads of {Rooms} rooms could not be read")]
    public static partial void HeadsNotRead(this ILogger log, int rooms, Exception e);
}
