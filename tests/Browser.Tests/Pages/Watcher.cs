using System.Collections.Concurrent;

namespace OrleansChat.Browser.Tests.Pages;

/// <summary>Looks over a page's shoulder for all that must never happen on any page, in whatever test.</summary>
internal sealed class Watcher
{
    /// <summary>After each change of the page: is an event shown twice, or before an earlier one, if only for a moment?</summary>
    private const string Script = """
        addEventListener('securitypolicyviolation', (e) => console.error(`Blocked: ${e.violatedDirective} ${e.blockedURI}`));
        new MutationObserver(() => {
          for (const list of document.querySelectorAll('[data-testid=message-list], [data-testid=thread-list]')) {
            const rows = [...list.querySelectorAll('[data-testid=message], [data-testid=notice]')].map((row) => row.dataset);
            const seqs = rows.filter((row) => row.seq).map((row) => Number(row.seq));
            if (seqs.some((seq, i) => i > 0 && seq <= seqs[i - 1])) console.error(`Out of order: ${seqs}`);
            const ids = rows.filter((row) => row.id).map((row) => row.id);
            if (new Set(ids).size < ids.length) console.error(`Shown twice: ${ids}`);
          }
        }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-seq', 'data-id'] });
        """;

    private readonly ConcurrentQueue<string> _troubles = new();
    private readonly List<string> _expected = [];

    private Watcher()
    {
    }

    /// <summary>What happened and should not have.</summary>
    public IEnumerable<string> Troubles => _troubles.Where(trouble => !_expected.Any(words => trouble.Contains(words, StringComparison.Ordinal)));

    public static async Task<Watcher> Of(IPage page)
    {
        var watcher = new Watcher();
        page.PageError += (_, error) => watcher._troubles.Enqueue($"A script failed: {error}");
        page.Crash += (_, _) => watcher._troubles.Enqueue("The page crashed.");
        page.Console += (_, line) =>
        {
            if (line.Type is "error" or "warning") watcher._troubles.Enqueue($"The console says: {line.Text}");
        };
        await page.AddInitScriptAsync(Script);
        return watcher;
    }

    /// <summary>Lets the browser complain of connections that can't be made: the test cuts them itself.</summary>
    public void ExpectLosses() => Expect("net::ERR_", "WebSocket connection to ");

    /// <summary>Lets the browser complain in these words.</summary>
    public void Expect(params string[] words) => _expected.AddRange(words);

    /// <summary>A dialog that no test asked for is the work of injected script.</summary>
    public void Saw(IDialog dialog) => _troubles.Enqueue($"A dialog: {dialog.Message}");
}
