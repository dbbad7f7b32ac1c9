namespace OrleansChat.Grains.Hosting;

/// <summary>The process can't start, for a reason that one sentence tells and its operator can mend.</summary>
public sealed class StartException(string message) : Exception(message);
