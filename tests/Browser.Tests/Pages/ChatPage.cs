using System.Text.Json;

namespace OrleansChat.Browser.Tests.Pages;

/// <summary>One window of the web client, in the words of chat.</summary>
internal sealed class ChatPage
{
    private readonly Uri _server;
    private bool _confirms;

    private ChatPage(IPage page, Uri server, Watcher watcher) => (Raw, _server, Watcher) = (page, server, watcher);

    /// <summary>The page itself, for what has no word here.</summary>
    public IPage Raw { get; }

    public Watcher Watcher { get; }

    public ILocator Name => Part("name-input");

    public ILocator RoomName => Part("room-input");

    public ILocator OwnName => Part("own-name");

    public ILocator List => Part("message-list");

    /// <summary>Those of the room; a thread's are in <see cref="Thread"/>.</summary>
    public ILocator Messages => List.GetByTestId("message");

    public ILocator Texts => List.GetByTestId("message-text");

    public ILocator Notices => Part("notice");

    public ILocator Tombstones => List.GetByTestId("tombstone");

    public ILocator Thread => Part("thread-panel");

    public ILocator ThreadTexts => Thread.GetByTestId("message-text");

    public ILocator ThreadComposer => Part("thread-composer");

    /// <summary>What can be done with a message, once it was asked for.</summary>
    public ILocator Menu => Part("message-menu");

    public ILocator EditField => Part("edit-field");

    public ILocator Composer => Part("composer");

    public ILocator SendButton => Part("send-button");

    public ILocator Status => Part("status");

    public ILocator Error => Part("error");

    public ILocator Beginning => Part("beginning");

    /// <summary>Opens the client's start, or the link to a room.</summary>
    public static async Task<ChatPage> Open(IBrowserContext context, Uri server, string? room = null)
    {
        var raw = await context.NewPageAsync();
        var page = new ChatPage(raw, server, await Watcher.Of(raw));
        raw.Dialog += page.OnDialog;
        await page.GoTo(room);
        return page;
    }

    public ILocator Part(string testId) => Raw.GetByTestId(testId);

    /// <summary>The message with this text.</summary>
    public ILocator Message(string text) => Messages.Filter(new() { Has = Part("message-text").GetByText(text, new() { Exact = true }) });

    public async Task GoTo(string? room) =>
        await Raw.GotoAsync(new Uri(_server, room is null ? "/" : $"/#{Uri.EscapeDataString(room)}").ToString());

    /// <summary>Goes from the name screen into a room, and waits until it is open.</summary>
    public async Task Enter(string name, string room)
    {
        await Name.FillAsync(name);
        await RoomName.FillAsync(room);
        await Part("enter-button").ClickAsync();
        await IsIn(room);
    }

    /// <summary>Is connected and shows this room, opened.</summary>
    public async Task IsIn(string room)
    {
        await Is("connected");
        await Expect(Composer).ToHaveAttributeAsync("placeholder", $"Message #{room}");
        await Expect(List).ToHaveAttributeAsync("aria-busy", "false");
    }

    /// <summary>Types a message and submits it. Doesn't wait for an answer.</summary>
    public async Task Submits(string text)
    {
        await Composer.FillAsync(text);
        await Expect(SendButton).ToBeEnabledAsync();
        await Composer.PressAsync("Enter");
        await Expect(Composer).ToHaveValueAsync("");
    }

    /// <summary>Writes a message, and waits until the room has it.</summary>
    public async Task Says(string text)
    {
        await Submits(text);
        await Expect(Message(text)).ToHaveAttributeAsync("data-state", "sent");
    }

    /// <summary>Shows exactly these messages, in this order, each confirmed by the server.</summary>
    public async Task Shows(params string[] texts)
    {
        await Expect(Texts).ToHaveTextAsync(texts);
        await Expect(Raw.Locator("[data-testid=message]:not([data-state=sent]), [data-testid=message]:not([data-seq])")).ToHaveCountAsync(0);
    }

    /// <summary>Opens the menu of what can be done with a message, as with a mouse.</summary>
    public async Task Asks(ILocator message)
    {
        await message.HoverAsync();
        await message.GetByTestId("action-more").ClickAsync();
        await Expect(Menu).ToBeVisibleAsync();
    }

    /// <summary>Gives an own message another text. Doesn't wait for an answer.</summary>
    public async Task Edits(string text, string changed)
    {
        await Asks(Message(text));
        await Part("menu-edit").ClickAsync();
        await Expect(EditField).ToBeFocusedAsync();
        await EditField.FillAsync(changed);
        await EditField.PressAsync("Enter");
        await Expect(EditField).ToHaveCountAsync(0);
    }

    /// <summary>Deletes a message, and says yes when asked.</summary>
    public async Task Deletes(string text)
    {
        await Asks(Message(text));
        await Part("menu-delete").ClickAsync();
        await Part("delete-confirm").ClickAsync();
    }

    /// <summary>Picks one of the reactions within reach by its name.</summary>
    public async Task Reacts(string text, string emojiName)
    {
        await Message(text).HoverAsync();
        await Message(text).GetByTestId("action-react").ClickAsync();
        await Menu.GetByRole(AriaRole.Button, new() { Name = emojiName }).ClickAsync();
        await Expect(Menu).ToHaveCountAsync(0);
    }

    /// <summary>Answers a message in the room.</summary>
    public async Task Answers(string text, string answer)
    {
        await Message(text).HoverAsync();
        await Message(text).GetByTestId("action-reply").ClickAsync();
        await Expect(Part("reply-bar")).ToContainTextAsync(text);
        await Says(answer);
        await Expect(Part("reply-bar")).ToHaveCountAsync(0);
    }

    /// <summary>Answers in the open thread.</summary>
    public async Task AnswersInThread(string answer)
    {
        await ThreadComposer.FillAsync(answer);
        await ThreadComposer.PressAsync("Enter");
        await Expect(Thread.GetByTestId("message").Filter(new() { HasText = answer })).ToHaveAttributeAsync("data-state", "sent");
    }

    /// <summary>The chips below a message, as "emoji count", own ones with a star.</summary>
    public async Task ShowsReactions(string text, params string[] chips)
    {
        await Expect(Message(text).GetByTestId("reaction")).ToHaveCountAsync(chips.Length);
        await Eventually.Holds(
            async () =>
            {
                var shown = await Message(text).GetByTestId("reaction").EvaluateAllAsync<string[]>("""
                    (chips) => chips.map((chip) =>
                      `${chip.dataset.emoji} ${chip.querySelector('span').textContent}${chip.ariaPressed === 'true' ? ' *' : ''}`)
                    """);
                return shown.SequenceEqual(chips);
            },
            $"the reactions {string.Join(", ", chips)}");
    }

    /// <summary>These words are nowhere on the page: neither shown nor in an attribute, a field or a title.</summary>
    public async Task KnowsNothingOf(string words)
    {
        Assert.DoesNotContain(words, await Raw.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            words,
            await Raw.EvaluateAsync<string>("""
                () => JSON.stringify([...document.querySelectorAll('input, textarea')].map((field) => field.value))
                  + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })
                """),
            StringComparison.Ordinal);
    }

    /// <summary>The connection's state, as the page shows it.</summary>
    public Task Is(string status) => Expect(Status).ToHaveAttributeAsync("data-status", status);

    /// <summary>All messages as they are shown now, from top to bottom.</summary>
    public async Task<IReadOnlyList<ShownMessage>> Shown()
    {
        var json = await Messages.EvaluateAllAsync<string>("""
            (rows) => JSON.stringify(rows.map((row) => ({
              seq: row.dataset.seq ? Number(row.dataset.seq) : null,
              id: row.dataset.id,
              state: row.dataset.state,
              author: row.querySelector('[data-testid=message-author]').textContent,
              text: row.querySelector('[data-testid=message-text]')?.textContent ?? null,
            })))
            """);
        return JsonSerializer.Deserialize<List<ShownMessage>>(json, JsonSerializerOptions.Web)!;
    }

    /// <summary>Turns the wheel upwards until the room's beginning is there.</summary>
    public async Task ScrollsToTheBeginning()
    {
        await List.HoverAsync();
        await Eventually.Holds(
            async () =>
            {
                await Raw.Mouse.WheelAsync(0, -1500);
                return await Beginning.IsVisibleAsync() && await List.EvaluateAsync<double>("(list) => list.scrollTop") == 0;
            },
            "the beginning of the room");
    }

    /// <summary>Nothing sticks out at the right: neither of the page nor of what it consists of.</summary>
    public async Task FitsInWidth()
    {
        var excess = await Raw.EvaluateAsync<string>("""
            () => [document.documentElement, ...document.querySelectorAll(
                '[data-testid=message-list], [data-testid=thread-list], aside, main, section, form, dialog')]
              .filter((box) => box.scrollWidth > box.clientWidth)
              .map((box) => `${box.tagName} ${box.className}: ${box.scrollWidth} > ${box.clientWidth}`).join('; ')
            """);
        Assert.Equal("", excess);
    }

    /// <summary>Says yes to the next question in a dialog.</summary>
    public void ConfirmsNextDialog() => _confirms = true;

    private void OnDialog(object? sender, IDialog dialog)
    {
        var (confirms, answer) = (_confirms, _confirms ? dialog.AcceptAsync() : dialog.DismissAsync());
        _confirms = false;
        if (!confirms) Watcher.Saw(dialog);
        // A page that is closing answers for itself.
        _ = answer.ContinueWith(static task => task.Exception, TaskScheduler.Default);
    }
}

/// <summary>A message on a page.</summary>
/// <param name="Text">Null when it was deleted.</param>
internal sealed record ShownMessage(long? Seq, string Id, string State, string Author, string? Text);
