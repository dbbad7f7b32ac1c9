namespace OrleansChat.DoorBench.Servers;

/// <summary>Where a server's doors are.</summary>
/// <param name="Http">All but the line door.</param>
/// <param name="LinePort">The line door, on the same host; -1 where there is none.</param>
internal sealed record Target(Uri Http, int LinePort);
