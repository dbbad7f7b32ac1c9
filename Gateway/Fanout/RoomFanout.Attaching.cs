using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Fanout;

internal sealed partial class RoomFanout
{
    /// <summary>Gives a session every event after its position, first from the log, then live, without gap or
    /// repetition. False when this fan-out is closing: take the same attachment to another one.</summary>
    /// <exception cref="ChatException">Unavailable, SlowConsumer, GoingAway; EpochChanged where the attachment's epoch is over.</exception>
    public async Task<bool> Attach(Attachment attachment)
    {
        lock (_gate)
        {
            if (_closing) return false;
            _attaching++;
        }

        try
        {
            while (!attachment.HasLeft)
            {
                await attachment.Session.WaitForSpace();
                lock (_gate)
                {
                    if (TryGoLive(attachment)) break;
                }

                var page = await Read(attachment.Position);
                lock (_gate)
                {
                    var counts = IsPresent(page.Epoch);
                    if (attachment.Epoch != _epoch) throw new ChatException(ErrorCode.EpochChanged);
                    if (!counts || page.Events.IsEmpty) throw new ChatException(ErrorCode.Unavailable);
                }

                foreach (var frame in EventFrame.Encode(page.Events))
                {
                    await attachment.Session.WaitForSpace();
                    attachment.Deliver(frame);
                }
            }

            return true;
        }
        finally
        {
            lock (_gate) _attaching--;
        }
    }

    public void Detach(Session session)
    {
        lock (_gate) _attachments.Remove(session);
    }

    /// <summary>Goes from the log to live in one step, so that no event falls between them: possible once the position
    /// is near enough for memory.</summary>
    private bool TryGoLive(Attachment attachment)
    {
        if (_last < 0 || attachment.Epoch != _epoch) throw new ChatException(ErrorCode.EpochChanged);
        if (attachment.Position < _last - _recent.Events) return false;
        foreach (var frame in _recent.Frames) attachment.Deliver(frame);
        if (!attachment.HasLeft) _attachments[attachment.Session] = attachment;
        ReadUpTo(attachment.Position);
        return true;
    }
}
