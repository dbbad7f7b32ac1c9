namespace OrleansChat.Bench;

/// <summary>The benchmark can't go on, or found a broken guarantee; the message is one sentence for the user.</summary>
internal sealed class BenchException(string message) : Exception(message);
