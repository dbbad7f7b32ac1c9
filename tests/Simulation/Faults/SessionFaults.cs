using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Simulation.Faults;

/// <summary>Something happens to the frames on their way from a session to its connection.</summary>
internal abstract class ChangedFrames : Fault
{
    private int _frames;

    public override IClientConnection Connection(IClientConnection connection) => new Changed(this, connection);

    /// <summary>What is written in place of these.</summary>
    protected abstract IEnumerable<Outgoing> Change(IReadOnlyList<Outgoing> frames);

    /// <summary>Says yes to every so many-th frame.</summary>
    protected bool IsNth(int n) => ++_frames % n == 0;

    private sealed class Changed(ChangedFrames owner, IClientConnection connection) : IClientConnection
    {
        public string Id => connection.Id;

        public async Task Write(IReadOnlyList<Outgoing> frames)
        {
            var changed = owner.Change(frames).ToList();
            if (changed.Count > 0) await connection.Write(changed);
        }

        public Task Close(ErrorCode reason) => connection.Close(reason);

        public void Abort() => connection.Abort();
    }
}

/// <summary>An outbox that drops a frame now and then, instead of closing a client that is too slow.</summary>
internal sealed class FrameDropped : ChangedFrames
{
    protected override IEnumerable<Outgoing> Change(IReadOnlyList<Outgoing> frames) => frames.Where(_ => !IsNth(50));
}

/// <summary>A frame is written twice now and then.</summary>
internal sealed class FrameTwice : ChangedFrames
{
    protected override IEnumerable<Outgoing> Change(IReadOnlyList<Outgoing> frames) =>
        frames.SelectMany(frame => Enumerable.Repeat(frame, IsNth(50) ? 2 : 1));
}

/// <summary>Frames that waited together leave newest first.</summary>
internal sealed class FramesReversed : ChangedFrames
{
    protected override IEnumerable<Outgoing> Change(IReadOnlyList<Outgoing> frames) => frames.Reverse();
}

/// <summary>A resume begins one event too late.</summary>
internal sealed class ResumeOffByOne : Fault
{
    public override ResumePosition? Resume(ResumePosition? after) => after is { } at ? at with { Seq = at.Seq + 1 } : null;
}

/// <summary>A reset is passed on as if it were a resume.</summary>
internal sealed class ResetUnsaid : Fault
{
    public override JoinReply Reply(JoinReply reply) => reply.Reset ? reply with { Reset = false, Page = null } : reply;
}
