using System.Net;
using OrleansChat.Testing;

namespace OrleansChat.Fuzz.Attacks;

/// <summary>Bytes over bare TCP, cut anywhere.</summary>
internal sealed class StreamAttack(string corpus, Func<Victim, IPEndPoint> where, string? greeting = null) : Attack
{
    public override string Corpus => corpus;

    public override async Task Once(Victim victim, Random dice, Func<byte[]> next, CancellationToken stop)
    {
        using var connection = await RawConnection.To(where(victim));
        if (greeting is not null && dice.Next(8) > 0) await connection.Sends($"{greeting}{dice.Next(1_000_000)}\n");
        for (var (inputs, taken) = (dice.Next(20), true); inputs > 0 && taken; inputs--)
        {
            var input = next();
            var cut = dice.Next(input.Length + 1);
            taken = await connection.Sends(input.AsMemory(0, cut)) && await connection.Sends(input.AsMemory(cut));
        }
    }
}
