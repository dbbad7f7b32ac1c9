using System.Globalization;
using OrleansChat.Browser.Tests.Pages;

namespace OrleansChat.Browser.Tests;

/// <summary>Whether any of it ran would show as a dialog, an error in the console or a blocked resource.</summary>
public sealed class InjectionTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Hostile =
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(2)</script>",
        "\"><svg onload=alert(3)>",
        "<a href=\"javascript:alert(4)\">click</a>",
        "javascript:alert(5)",
        "http://example.org/\"onmouseover=\"alert(6)",
        "{{constructor.constructor('alert(7)')()}} ${alert(8)} {@html '<b>9</b>'}",
        "&lt;b&gt; &amp; <b>bold</b> <!-- comment --> ]]>",
        "<style>body{display:none}</style>",
    ];

    private static readonly string[] HostileNames =
    [
        "<img src=x onerror=alert(1)>", "<script>alert(2)</script>", "'><b>&lt;'`${alert(3)}", "{@html '<i>4</i>'}",
    ];

    [Fact]
    public async Task Names_that_look_like_HTML_are_shown_as_the_text_they_are()
    {
        var (mallory, bob) = (await Visitor(HostileNames[0]), await Visitor("Bob"));
        await mallory.Says("hello");
        foreach (var name in HostileNames[1..]) await (await Guest(name)).Say(Room, "hello");
        await bob.Shows([.. HostileNames.Select(_ => "hello")]);
        Assert.Equal(HostileNames, (await bob.Shown()).Select(message => message.Author));
        foreach (var name in HostileNames) await Expect(bob.Notices.GetByText(name, new() { Exact = true })).ToHaveCountAsync(1);
        await Expect(mallory.OwnName).ToHaveTextAsync(HostileNames[0]);
        await IsOnlyText(bob);
        await IsOnlyText(mallory);
    }

    [Fact]
    public async Task Messages_that_look_like_HTML_are_shown_as_the_text_they_are()
    {
        var (mallory, bob) = (await Visitor("Mallory"), await Visitor("Bob"));
        foreach (var text in Hostile) await mallory.Submits(text);
        await mallory.Shows(Hostile);
        await bob.Shows(Hostile);
        Assert.Equal(Hostile, (await bob.Shown()).Select(message => message.Text));
        await IsOnlyText(bob);
        await IsOnlyText(mallory);

        // Also when they come as history, and where a mouse passes over them.
        await bob.Raw.ReloadAsync();
        await bob.IsIn(Room);
        await bob.Shows(Hostile);
        await IsOnlyText(bob);
        foreach (var message in await bob.Texts.AllAsync()) await message.HoverAsync();
    }

    [Fact]
    public async Task Hostile_text_stays_text_in_edits_quotes_threads_questions_and_tooltips()
    {
        var mallory = await Visitor(HostileNames[0]);
        var bob = await Visitor("Bob");
        await mallory.Says("harmless");
        await mallory.Edits("harmless", Hostile[0]);
        await bob.Answers(Hostile[0], Hostile[1]);
        await mallory.Reacts(Hostile[1], "Heart");
        await Expect(bob.Part("reaction")).ToHaveAttributeAsync("title", HostileNames[0]);
        await bob.Part("reaction").HoverAsync();
        await Expect(mallory.Part("quote")).ToContainTextAsync(Hostile[0]);
        await bob.Part("thread-link").ClickAsync();
        await bob.AnswersInThread(Hostile[2]);
        await Expect(bob.ThreadTexts).ToHaveTextAsync([Hostile[0], Hostile[1], Hostile[2]]);
        await IsOnlyText(bob);

        // Also where it waits: being answered, being edited, about to be deleted, in the menu with its names.
        await mallory.Message(Hostile[1]).HoverAsync();
        await mallory.Message(Hostile[1]).GetByTestId("action-reply").ClickAsync();
        await Expect(mallory.Part("reply-bar")).ToContainTextAsync(Hostile[1]);
        await bob.Asks(bob.Message(Hostile[1]));
        await Expect(bob.Menu).ToContainTextAsync(HostileNames[0]);
        await IsOnlyText(bob);
        await bob.Part("menu-edit").ClickAsync();
        await Expect(bob.EditField).ToHaveValueAsync(Hostile[1]);
        await bob.EditField.PressAsync("Escape");
        await bob.Asks(bob.Message(Hostile[1]));
        await bob.Part("menu-delete").ClickAsync();
        await Expect(bob.Part("delete-dialog")).ToContainTextAsync(Hostile[1]);
        await IsOnlyText(bob);
        await bob.Part("delete-confirm").ClickAsync();
        await Expect(mallory.Tombstones).ToHaveCountAsync(1);
        await IsOnlyText(mallory);
    }

    [Fact]
    public async Task Only_web_addresses_become_links_and_they_open_elsewhere_without_telling_where_from()
    {
        var ann = await Visitor("Ann");
        await ann.Says("see https://example.org/a?b=1&c=<2>, javascript:alert(1), data:text/html,x and HTTP://EXAMPLE.ORG.");
        var links = ann.Texts.GetByRole(AriaRole.Link);
        await Expect(links).ToHaveCountAsync(2);
        await Expect(links.First).ToHaveAttributeAsync("href", "https://example.org/a?b=1&c=");
        await Expect(links.Last).ToHaveAttributeAsync("href", "http://example.org/");
        foreach (var link in await links.AllAsync())
        {
            await Expect(link).ToHaveAttributeAsync("target", "_blank");
            await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer");
        }
    }

    [Fact]
    public async Task Text_of_any_script_and_length_is_kept_whole_and_stays_inside_a_narrow_window()
    {
        var browser = await NewBrowser(width: 360, height: 740, phone: true);
        var page = await Open(browser);
        await page.Enter(string.Concat(Enumerable.Repeat("W", Limits.NameLength)), Room);
        string[] texts =
        [
            "مرحبا بكم في الغرفة! (שלום) abc 123",
            "\u202eright to left, and never ended",
            new string('m', 2_000),
            $"https://example.org/{new string('x', 500)}",
            "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 日本語のとても長い文章がここに続きます。",
            string.Concat(Enumerable.Repeat("Z\u0351\u0300\u0302", 40)),
            "tab\tand\n\nlines",
        ];
        foreach (var text in texts) await page.Submits(text);
        await Expect(page.Messages).ToHaveCountAsync(texts.Length);
        await Expect(page.Messages.Last).ToHaveAttributeAsync("data-state", "sent");
        Assert.Equal(texts, (await page.Shown()).Select(message => message.Text));
        await page.FitsInWidth();
        await page.Composer.FillAsync(new string('m', 2_000));
        await page.FitsInWidth();
        await Expect(page.SendButton).ToBeInViewportAsync(new() { Ratio = 1 });

        // What one message says about direction, the next doesn't feel.
        var directions = await page.Texts.EvaluateAllAsync<string>("(texts) => texts.map((t) => getComputedStyle(t).direction).join(' ')");
        Assert.Equal("rtl ltr ltr ltr ltr ltr ltr", directions);
    }

    [Fact]
    public async Task A_name_of_another_direction_stays_in_its_place()
    {
        await (await Guest("عبد الله 1")).Say(Room, "one");
        var bob = await Visitor("Bob");
        await bob.Shows("one");
        var boxes = (await bob.Part("message-author").First.BoundingBoxAsync(), await bob.Messages.First.Locator("time").First.BoundingBoxAsync());
        Assert.True(boxes.Item1!.X < boxes.Item2!.X, string.Create(CultureInfo.InvariantCulture, $"name at {boxes.Item1.X}, time at {boxes.Item2.X}"));
    }

    /// <summary>Nothing that a message brought became an element of its own.</summary>
    private static async Task IsOnlyText(ChatPage page)
    {
        // The page's own symbols stand in its buttons.
        var foreign = await page.Raw.EvaluateAsync<string>("""
            () => [...document.querySelectorAll(':is(main, section) :is(img, script, style, iframe, object, b, [onerror], [onload], [onmouseover], a:not([href^="http"]))')]
              .concat([...document.querySelectorAll('[data-testid=message-list] svg')].filter((svg) => !svg.closest('button')))
              .concat([...document.querySelectorAll('main h1 img, aside footer img, script:not([src]), main script')])
              .map((element) => element.outerHTML).join(' ')
            """);
        Assert.Equal("", foreign);
    }
}
