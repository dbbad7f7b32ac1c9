using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Grains.Log;

namespace OrleansChat.Grains.Postgres;

/// <summary>
/// Writes many rooms' events in one statement, with all that they change, in one round trip: commands of a batch
/// without explicit transaction are one implicit transaction (PostgreSQL protocol, §55.2.3, extended query).
/// </summary>
public sealed class PostgresBatchTable(NpgsqlDataSource database, ILogger<PostgresBatchTable> log) : IBatchTable
{
    // What check_append raises: migration 0003.
    private const string StaleAppend = "OC001";

    public async Task<AppendOutcome> Write(IReadOnlyList<RoomBatch> batches)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await database.OpenConnectionAsync();
        }
        catch (Exception e)
        {
            log.AppendRolledBack(e.Message);
            return AppendOutcome.Unavailable;
        }

        try
        {
            await using (connection)
            {
                await using var batch = AppendStatements.Compose(connection, batches);
                await batch.ExecuteNonQueryAsync();
                return AppendOutcome.Committed;
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return e.ConstraintName == "room_events_once" ? AppendOutcome.Duplicate : AppendOutcome.Fenced;
        }
        catch (PostgresException e) when (e.SqlState == StaleAppend)
        {
            log.AppendStale(e.MessageText);
            return AppendOutcome.Stale;
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            // The server is alive and says that the transaction failed.
            log.AppendRolledBack(e.MessageText);
            return AppendOutcome.Unavailable;
        }
        catch (Exception e)
        {
            // A broken connection, a time-out, a server going down: the commit may have happened just before.
            log.AppendUnknown(e.Message);
            return AppendOutcome.Unknown;
        }
    }
}
