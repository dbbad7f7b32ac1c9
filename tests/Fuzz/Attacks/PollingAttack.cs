using OrleansChat.Testing.SocketIo;

namespace OrleansChat.Fuzz.Attacks;

/// <summary>Engine.IO's bodies, over requests that come one after another, or beside one another.</summary>
internal sealed class PollingAttack : Attack
{
    public override string Corpus => "engine-payload";

    public override async Task Once(Victim victim, Random dice, Func<byte[]> next, CancellationToken stop)
    {
        await using var client = await EngineClient.Open(victim.Http, EngineCarrier.Polling, dice.Next(8) > 0 ? $"&access_token={victim.Token}" : "");
        try
        {
            if (dice.Next(8) > 0) await Push(client, "40"u8.ToArray());
            for (var bodies = dice.Next(20); bodies > 0; bodies--)
            {
                var poll = dice.Next(3) == 0 ? client.Get(stop) : null;
                await Push(client, next());
                // Cut off with the client, if it still hangs.
                if (poll is not null) _ = poll.ContinueWith(answer => answer.Exception, TaskScheduler.Default);
            }
        }
        catch (HttpRequestException)
        {
            // Cut.
        }
    }

    private static async Task Push(EngineClient client, byte[] body)
    {
        using var answer = await client.Push(body);
    }
}
