using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Fanout;

internal sealed partial class RoomFanout
{
    /// <summary>Whether what was said in this epoch counts. A later one than ours begins here and now: it is another log,
    /// whatever its numbers (G5). What comes of an earlier one was late on its way.</summary>
    private bool IsPresent(long epoch)
    {
        if (epoch > _epoch)
        {
            if (_epoch > 0) StartAnew();
            _epoch = epoch;
        }

        return epoch == _epoch;
    }

    /// <summary>Asks the room. When it says that there is no such room, and there was one, a backup was restored that
    /// doesn't have it.</summary>
    private async Task<T> Ask<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (ChatException e) when (e.Code == ErrorCode.NoSuchRoom)
        {
            lock (_gate) StartAnew();
            throw;
        }
    }

    /// <summary>Forgets the log, and tells all who heard it to come back: they are given the new one from its beginning.
    /// Who is being attached finds out at the next step.</summary>
    private void StartAnew()
    {
        (_last, _known, _subscribing) = (-1, 0, null);
        _recent.Clear();
        if (_attachments.Count == 0) return;
        log.LogReplaced(name, _epoch, _attachments.Count);
        _ = Close([.. _attachments.Keys]);
        _attachments.Clear();
    }

    private static async Task Close(IReadOnlyList<Session> sessions)
    {
        // Off the caller's lock.
        await Task.Yield();
        await Task.WhenAll(sessions.Select(session => session.Close(ErrorCode.EpochChanged)));
    }
}
