using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansChat.Grains.Postgres;

/// <summary>
/// Reads the heads of many rooms in one statement: whatever is asked while one runs is the next one. Every room that
/// somebody hears asks now and then, so that it costs the database a statement and an index probe each, not a round trip.
/// </summary>
public sealed class HeadReader(NpgsqlDataSource database, ILogger<HeadReader> log) : IAsyncDisposable
{
    // Rooms that may wait; a further one doesn't look this time.
    private const int Waiting = 100_000;

    // Rooms in one statement.
    private const int Together = 1_000;

    private readonly Channel<Question> _questions = Channel.CreateBounded<Question>(Waiting);
    private Task _lane = Task.CompletedTask;

    /// <summary>Starts on the caller's scheduler: call it from the host, not from a turn.</summary>
    public void Start() => _lane = Run();

    /// <summary>Reads a room's head; 0 for a room without events.</summary>
    /// <exception cref="ChatException">Unavailable.</exception>
    public Task<long> Read(long room)
    {
        var question = new Question(room, new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        return _questions.Writer.TryWrite(question) ? question.Head.Task : throw new ChatException(ErrorCode.Unavailable);
    }

    public async ValueTask DisposeAsync()
    {
        _questions.Writer.TryComplete();
        await _lane;
    }

    private async Task Run()
    {
        var taken = new List<Question>();
        while (await _questions.Reader.WaitToReadAsync())
        {
            while (taken.Count < Together && _questions.Reader.TryRead(out var question)) taken.Add(question);
            await Answer(taken);
            taken.Clear();
        }
    }

    private async Task Answer(List<Question> questions)
    {
        try
        {
            var heads = await PostgresErrors.Guard(log, () => Read([.. questions.Select(question => question.Room).Distinct()]));
            foreach (var question in questions) question.Head.SetResult(heads[question.Room]);
        }
        catch (Exception e)
        {
            if (e is not ChatException) log.HeadsNotRead(questions.Count, e);
            foreach (var question in questions)
            {
                question.Head.SetException(e is ChatException refusal ? refusal : new ChatException(ErrorCode.InternalError));
                // A room that went away meanwhile must not leave an unobserved exception behind.
                _ = question.Head.Task.Exception;
            }
        }
    }

    private async Task<Dictionary<long, long>> Read(long[] rooms)
    {
        await using var command = database.CreateCommand("""
            select asked.room_id, coalesce(newest.seq, 0) from unnest($1::bigint[]) as asked(room_id)
            left join lateral (select seq from room_events e where e.room_id = asked.room_id order by seq desc limit 1) newest on true
            """);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = rooms });
        await using var reader = await command.ExecuteReaderAsync();
        var heads = new Dictionary<long, long>(rooms.Length);
        while (await reader.ReadAsync()) heads[reader.GetInt64(0)] = reader.GetInt64(1);
        return heads;
    }

    private sealed record Question(long Room, TaskCompletionSource<long> Head);
}
