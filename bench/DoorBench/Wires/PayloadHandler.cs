namespace OrleansChat.DoorBench.Wires;

/// <summary>Takes one message of a transport, whole. The bytes are valid during the call.</summary>
internal delegate void PayloadHandler(ReadOnlySpan<byte> payload);
