namespace OrleansChat;

/// <content>Which names are the same to people.</content>
public static partial class TextRules
{
    /// <summary>The key that all names share which people can't tell apart.</summary>
    public static string NameKey(string name) => name.ToUpperInvariant();
}
