namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>
/// Takes telnet's commands (RFC 854, RFC 855) out of a stream: byte by byte, so that packets may cut them anywhere.
/// Nothing is answered: a peer whose offer nobody takes goes on without it.
/// </summary>
internal sealed class TelnetFilter
{
    private const byte Iac = 255;
    private const byte Will = 251;
    private const byte Dont = 254;
    private const byte Sub = 250;
    private const byte EndOfSub = 240;
    // Whatever begins like a subnegotiation and doesn't end is none: the peer must not be deaf and dumb for it.
    private const int SubBytes = 512;

    private State _state;
    private int _subBytes;

    private enum State
    {
        Text,
        Command,
        Option,
        Sub,
        SubCommand,
    }

    /// <summary>Whether this byte is text. A command's first byte doubled is that byte itself.</summary>
    public bool IsText(byte next)
    {
        switch (_state)
        {
            case State.Command:
                _state = next switch
                {
                    >= Will and <= Dont => State.Option,
                    Sub => State.Sub,
                    _ => State.Text,
                };
                _subBytes = 0;
                // What is no command at all comes from a program that sends what isn't UTF-8.
                return next is Iac or < EndOfSub;
            case State.Option:
                _state = State.Text;
                // No option that is in use has the number of a line's end.
                return next is (byte)'\n' or (byte)'\r';
            case State.Sub or State.SubCommand:
                var command = _state == State.SubCommand;
                _state = next is Iac && !command ? State.SubCommand : State.Sub;
                if ((command && next is EndOfSub) || ++_subBytes > SubBytes) _state = State.Text;
                return false;
            default:
                if (next is Iac) _state = State.Command;
                return next is not Iac;
        }
    }
}
