namespace OrleansChat.Grains.Online;

/// <summary>How long people keep what is theirs only while they are online.</summary>
public static class NameHolds
{
    /// <summary>How long somebody holds their name after they went, in seconds.</summary>
    public const int Seconds = 60;

    /// <summary>The same as a time.</summary>
    public static TimeSpan AfterLeaving { get; } = TimeSpan.FromSeconds(Seconds);
}
