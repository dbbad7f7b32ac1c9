using System.Text;

namespace OrleansChat.Grains.Lists;

/// <summary>Orders names by code point, as PostgreSQL's "C" collation does; UTF-16's own order puts the astral ones elsewhere.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static CodePointOrder Instance { get; } = new();

    public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}
