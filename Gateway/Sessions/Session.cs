using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using OrleansChat.Gateway.Fanout;

namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// One connection of one user, whatever its door: the commands, the limits, and the way out for events. Author and
/// session come from the token, never from a command's arguments (G10). Every command fails with
/// <see cref="ChatException"/> only.
/// <para>This file: the way out, and the end. Session.Rooms.cs: into rooms and out of them. Session.Writing.cs: messages
/// and their changes. Session.Reading.cs: pages. Session.People.cs: names and direct rooms. Session.Lists.cs: who and
/// what there is.</para>
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle isn't used holds nothing to dispose.")]
internal sealed partial class Session(SessionInfo info, string tokenHash, IClientConnection connection, SessionServices services)
{
    /// <summary>Commands of one connection that run at once; further ones wait (G8).</summary>
    public const int ParallelCommands = 8;

    private static readonly TimeSpan PatienceWithReader = TimeSpan.FromSeconds(10);

    private readonly Outbox _outbox = new(services.Options);
    private readonly ConcurrentDictionary<string, RoomFanout> _rooms = new(StringComparer.Ordinal);
    // In which epoch each room was entered; kept after leaving it, for writes that are still on their way.
    private readonly ConcurrentDictionary<string, long> _epochs = new(StringComparer.Ordinal);
    // Direct rooms that are being opened because they have news.
    private readonly ConcurrentDictionary<string, byte> _opening = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _attaching = new(1, 1);
    private int _closed;
    private Actor _user = info.User;

    /// <summary>Whose connection it is, with the name they bear now.</summary>
    public Actor User => Volatile.Read(ref _user);

    /// <summary>What the user knows this connection by.</summary>
    public Arrival Arrival { get; } = new(services.Fanouts.GatewayId, Guid.CreateVersion7());

    public DateTimeOffset ExpiresAt => info.ExpiresAt;

    /// <summary>Which token this connection came with.</summary>
    public string TokenHash => tokenHash;

    public string ConnectionId => connection.Id;

    /// <summary>What waits for the client.</summary>
    public (int Events, int Bytes) Waiting => _outbox.Waiting;

    /// <summary>Counts a refusal. False, and the connection is closed, when a client does nothing but be refused: it must
    /// not fill the log.</summary>
    public bool MayBeRefused()
    {
        if (services.Rates.TakeRefusal(User.Id)) return true;
        _ = Close(ErrorCode.RateLimited);
        return false;
    }

    /// <summary>Puts something in the outbox. Never waits: a full outbox closes this session, and only this one (G8).</summary>
    public void Deliver(Outgoing item)
    {
        if (_outbox.TryAdd(item) || Volatile.Read(ref _closed) != 0) return;
        AbortSlowReader();
    }

    /// <summary>Waits until the outbox is at most half full. A client that doesn't read is not waited for long.</summary>
    /// <exception cref="ChatException">SlowConsumer.</exception>
    public async Task WaitForSpace()
    {
        try
        {
            await _outbox.WaitForSpace().WaitAsync(PatienceWithReader, services.Time);
        }
        catch (TimeoutException)
        {
            AbortSlowReader();
            throw new ChatException(ErrorCode.SlowConsumer);
        }

        if (Volatile.Read(ref _closed) != 0) throw new ChatException(ErrorCode.GoingAway);
    }

    /// <summary>Sends what comes into the outbox, until the session ends.</summary>
    public async Task Run()
    {
        try
        {
            await _outbox.Run(connection.Write);
        }
        catch (Exception e)
        {
            services.Log.WriteFailed(ConnectionId, e.Message);
            connection.Abort();
        }
    }

    /// <summary>Tells the client why, and ends the connection. Further calls do nothing.</summary>
    public async Task Close(ErrorCode reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        SayClosing(reason);
        await connection.Close(reason);
    }

    /// <summary>The connection is gone: forget it everywhere.</summary>
    public void End()
    {
        Volatile.Write(ref _closed, 1);
        foreach (var fanout in _rooms.Values) fanout.Detach(this);
        _outbox.Complete();
    }

    /// <summary>Whether a command may run now. A client that was told that its connection ends has nothing more to say,
    /// although the connection lasts a moment longer.</summary>
    /// <exception cref="ChatException">GoingAway, RateLimited.</exception>
    private void CheckCommand()
    {
        CheckOpen();
        services.Rates.CheckCommand(User.Id);
    }

    private void CheckOpen()
    {
        if (Volatile.Read(ref _closed) != 0) throw new ChatException(ErrorCode.GoingAway);
    }

    private void SayClosing(ErrorCode reason)
    {
        services.Metrics.Closed(reason);
        services.Log.Closing(ConnectionId, User.Id, (int)reason, ErrorTable.Of(reason).Name);
    }

    private void AbortSlowReader()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        SayClosing(ErrorCode.SlowConsumer);
        // A peer that doesn't read can't be told; it finds the connection ended and comes back with its position.
        connection.Abort();
    }
}
