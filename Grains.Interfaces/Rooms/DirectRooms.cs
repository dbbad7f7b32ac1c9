using System.Globalization;

namespace OrleansChat;

/// <summary>
/// Direct rooms: each pair of users has one, which nobody else can see on any door. Its name is made of their ids,
/// <c>@</c>, the smaller id, <c>.</c>, the larger one, each of 32 digits, so that everybody who is told the name knows
/// whose it is. Nobody joins or leaves it; it comes to be with its first message. Somebody's room with themselves is one, too.
/// </summary>
public static class DirectRooms
{
    private const int IdLength = 32;

    /// <summary>What such names begin with, and no other.</summary>
    public const char Sign = '@';

    /// <summary>The name of two people's room.</summary>
    public static string Name(Guid one, Guid other)
    {
        var (a, b) = (one.ToString("N"), other.ToString("N"));
        if (string.CompareOrdinal(a, b) > 0) (a, b) = (b, a);
        return string.Create(CultureInfo.InvariantCulture, $"{Sign}{a}.{b}");
    }

    /// <summary>Whether a name is of this kind; whether it is well formed, <see cref="TryParse"/> says.</summary>
    public static bool IsDirect(string name) => name.StartsWith(Sign);

    /// <summary>Reads whose room it is; false for every name but those <see cref="Name"/> makes.</summary>
    public static bool TryParse(string? name, out Guid one, out Guid other)
    {
        (one, other) = (default, default);
        return name is { Length: 2 + (2 * IdLength) }
            && Guid.TryParseExact(name.AsSpan(1, IdLength), "N", out one)
            && Guid.TryParseExact(name.AsSpan(2 + IdLength), "N", out other)
            && string.Equals(Name(one, other), name, StringComparison.Ordinal);
    }

    /// <summary>Whether it is this user's room.</summary>
    public static bool IsFor(string name, Guid user) => TryParse(name, out var one, out var other) && (one == user || other == user);

    /// <summary>With whom the user shares the room; themselves, where it is theirs alone.</summary>
    public static Guid PeerOf(string name, Guid user) => TryParse(name, out var one, out var other) && one == user ? other : one;
}
