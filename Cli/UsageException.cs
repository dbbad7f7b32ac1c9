namespace OrleansChat.Cli;

/// <summary>What was asked for can't be done as it was asked; the message says why.</summary>
internal sealed class UsageException(string message) : Exception(message);
