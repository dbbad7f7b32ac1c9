using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansChat.Programs.Tests.Docs;

/// <summary>
/// Whether what happens is what a page says. Ids, tokens, times and addresses are others each time; the page shows real
/// ones, known by their form, and each stands for one of today's: the same on the page is the same today, and when the
/// page sends one, today's is sent. All else is as on the page, but for the order of JSON's fields, which is nobody's.
/// </summary>
internal sealed partial class Likeness
{
    // Fields whose values have no form of their own.
    private static readonly HashSet<string> Opaque = new(StringComparer.Ordinal) { "sid", "pid", "token", "retryAfterMs" };
    private readonly Dictionary<string, string> _today = new(StringComparer.Ordinal);

    /// <summary>What the page sends, as it is sent today.</summary>
    public string Today(string said) => Changing().Replace(said, match => _today.GetValueOrDefault(match.Value, match.Value));

    /// <summary>Whether this is what the page says; remembers what stands for what.</summary>
    public bool Holds(string page, string actual)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var holds = IsJson(page, out var wanted) && IsJson(actual, out var given) ? Same(wanted, given, found) : SameText(page, actual, found);
        if (!holds) return false;
        foreach (var (here, today) in found) _today[here] = today;
        return true;
    }

    /// <summary>Whether a text is a JSON object or array.</summary>
    public static bool IsJson(string text, out JsonElement json)
    {
        json = default;
        if (text.Length == 0 || text[0] is not ('{' or '[')) return false;
        try
        {
            json = JsonSerializer.Deserialize<JsonElement>(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Same(JsonElement page, JsonElement actual, Dictionary<string, string> found)
    {
        if (page.ValueKind != actual.ValueKind) return false;
        switch (page.ValueKind)
        {
            case JsonValueKind.Object:
                var (wanted, given) = (page.EnumerateObject().ToList(), actual.EnumerateObject().ToDictionary(field => field.Name, field => field.Value));
                return wanted.Count == given.Count && wanted.All(field => given.TryGetValue(field.Name, out var value)
                    && (Opaque.Contains(field.Name) ? Stands(field.Value.ToString(), value.ToString(), found) : Same(field.Value, value, found)));
            case JsonValueKind.Array:
                return page.GetArrayLength() == actual.GetArrayLength()
                    && page.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => Same(pair.First, pair.Second, found));
            case JsonValueKind.String:
                return SameText(page.GetString()!, actual.GetString()!, found);
            default:
                return JsonElement.DeepEquals(page, actual);
        }
    }

    private bool SameText(string page, string actual, Dictionary<string, string> found)
    {
        var (pieces, names) = (Changing().Split(page), Changing().Matches(page));
        var at = 0;
        for (var i = 0; i < pieces.Length; i++)
        {
            if (string.CompareOrdinal(actual, at, pieces[i], 0, pieces[i].Length) != 0) return false;
            at += pieces[i].Length;
            if (i == names.Count) break;
            var today = Changing().Match(actual, at);
            if (!today.Success || today.Index != at || !Stands(names[i].Value, today.Value, found)) return false;
            at += today.Length;
        }

        return at == actual.Length;
    }

    // What stands for an id stands for it to the end; times and numbers are as they come.
    private bool Stands(string page, string today, Dictionary<string, string> found)
    {
        // A direct room's name holds the ids of its two people, without dashes.
        (page, today) = (WithDashes(page), WithDashes(today));
        if ((found.TryGetValue(page, out var known) || _today.TryGetValue(page, out known)) && known != today) return TimeOrNumber().IsMatch(page);
        found[page] = today;
        return true;
    }

    private static string WithDashes(string id) => Guid.TryParseExact(id, "N", out var uuid) ? uuid.ToString("D") : id;

    // Traces, UUIDs with dashes and without, tokens, made-up names, times, and addresses with a port.
    [GeneratedRegex(@"\b00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\b|\b[0-9a-f]{32}\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{64}(?![A-Za-z0-9_-])|\bguest-\d{6}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|\b127\.0\.0\.1:\d+")]
    private static partial Regex Changing();

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\dT.*|\d+)$")]
    private static partial Regex TimeOrNumber();
}
