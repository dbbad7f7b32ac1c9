using System.Collections.Immutable;
using System.Globalization;

namespace OrleansChat.Grains.Users;

/// <summary>What is offered instead of a name that is held.</summary>
internal static class Names
{
    private const int Numbered = 98;

    /// <summary>Names like one, in the order in which they are offered: with a number from 2, and then with some digits of
    /// the user's id, which nobody else has.</summary>
    public static ImmutableArray<string> Like(string name, Guid user)
    {
        var id = user.ToString("N", CultureInfo.InvariantCulture);
        return
        [
            .. Enumerable.Range(2, Numbered).Select(number => With(name, number.ToString(CultureInfo.InvariantCulture))),
            With(name, $"-{id[^8..]}"), With(name, $"-{id[^16..]}"),
        ];
    }

    /// <summary>Appends to a name, which is cut to leave room.</summary>
    private static string With(string name, string tail) =>
        string.Concat(name.EnumerateRunes().Take(Limits.NameLength - tail.Length)).TrimEnd() + tail;
}
