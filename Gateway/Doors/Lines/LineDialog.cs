using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>
/// A conversation with somebody who has a name: each line is a message for the current room, or a command of
/// <see cref="LineCommands"/>. One line at a time: its answer comes before the next one is read.
/// </summary>
internal sealed class LineDialog(LineConnection connection, Admitted admitted, TcpSettings settings, TimeProvider time, ILogger log)
{
    private bool _heard;
    private bool _quit;

    /// <summary>Who came with a token, or asked for it, can come back, and is a member like others; everybody else visits.</summary>
    public bool CanReturn { get; private set; } = admitted.Brought;

    public Session Session => admitted.Session;

    public LineRooms Rooms => connection.Rooms;

    public TcpSettings Settings => settings;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Says something; the text has its own line feeds.</summary>
    public Task Say(string text) => connection.Say(text);

    /// <summary>An id for a write.</summary>
    public string NewId() => connection.Ids.Next();

    /// <summary>Ends the conversation after this line.</summary>
    public void Quit() => _quit = true;

    /// <summary>What brings the user back, on any door.</summary>
    public async Task<string> TakeToken()
    {
        await Session.Stay();
        CanReturn = true;
        return admitted.Token;
    }

    /// <summary>Talks until one of both ends it.</summary>
    public async Task<LineEnd> Run()
    {
        connection.WaitFor(settings.Idle);
        await Say($"Welcome {TerminalText.Of(Session.User.Name)}!\n");
        await Try("/join", () => Enter(settings.Room));
        while (!_quit)
        {
            var (line, end) = await connection.Next();
            if (end != LineEnd.None) return end;
            if (settings.Anonymous && !_heard && LineEntrance.IsHttp(line)) throw new ChatException(ErrorCode.ProtocolError);
            _heard = true;
            var (name, work) = LineCommands.Parse(line);
            if (!await Try(name, () => work(this))) return LineEnd.Closed;
        }

        return LineEnd.Exit;
    }

    /// <summary>Comes into a room and shows what was said last. History is read first and the room is
    /// joined from there on, so that nothing is missing, and nothing shown twice or in between.</summary>
    public async Task Enter(string room)
    {
        if (Rooms.All.Contains(room))
        {
            Rooms.Enter(room);
            return;
        }

        var from = new ResumePosition(null, 0);
        try
        {
            var page = await Session.History(room, null, Limits.PageEvents);
            from = new ResumePosition(page.Epoch, page.Head);
            await Show(page, settings.HistoryLines);
        }
        catch (ChatException e) when (e.Code == ErrorCode.NoSuchRoom)
        {
            // It comes to be by joining it.
        }

        // The current room before the first event of it comes.
        Rooms.Enter(room);
        try
        {
            var joined = CanReturn ? await Session.Join(room, from) : await Session.Visit(room, from);
            if (joined.Page is { } page) await Show(page, settings.HistoryLines);
        }
        catch
        {
            Rooms.Remove(room);
            throw;
        }
    }

    /// <summary>Shows the last messages of a page.</summary>
    public async Task Show(HistoryPage page, int messages)
    {
        var lines = page.Events.Where(e => e is { Kind: EventKind.Message, Text: not null }).TakeLast(messages).Select(EventLines.Of).ToList();
        if (lines.Count > 0) await Say($"--- Last messages in #{TerminalText.Of(page.Room)}:\n{string.Concat(lines)}---\n");
    }

    /// <summary>Does something, and answers with what refuses it. False when there was too much of that.</summary>
    private async Task<bool> Try(string name, Func<Task> work)
    {
        ChatException refusal;
        try
        {
            await work();
            return true;
        }
        catch (ChatException e)
        {
            refusal = e;
            if (!Session.MayBeRefused()) return false;
            log.Refused(connection.Id, name, (int)e.Code, e.Info.Name);
        }
        catch (Exception e)
        {
            refusal = new ChatException(ErrorCode.InternalError);
            if (!Session.MayBeRefused()) return false;
            log.Failed(connection.Id, name, e);
        }

        await Say(LineText.Refusal(refusal));
        return true;
    }
}
