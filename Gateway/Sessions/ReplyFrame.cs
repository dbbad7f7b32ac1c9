namespace OrleansChat.Gateway.Sessions;

/// <summary>What only one client is told, in its door's own form: an answer, a line. It goes by the outbox like
/// everything else, so that one writer writes, and a client that doesn't read its answers is bounded too.</summary>
internal sealed class ReplyFrame(byte[] content) : Outgoing
{
    public byte[] Content => content;

    public override int Count => 1;

    public override int Bytes => content.Length;
}
