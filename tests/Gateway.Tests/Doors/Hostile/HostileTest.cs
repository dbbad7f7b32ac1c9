using OrleansChat.Testing.Doors;
using OrleansChat.Testing.Hub;

namespace OrleansChat.Gateway.Tests.Doors.Hostile;

/// <summary>A gateway where two people talk while somebody misbehaves. Who misbehaves is told the documented number; the two
/// hear everything, once and in order.</summary>
public abstract class HostileTest(TwoGateways? shared = null) : LocalGateway(shared)
{
    protected override (string, string)[] Settings => [.. Bystanders.Settings];

    /// <summary>Has somebody misbehave while the two talk.</summary>
    protected async Task WhileTheyTalk(Func<Task> misbehave)
    {
        await using var bystanders = await Bystanders.At(Gateway);
        await misbehave();
        await bystanders.NoticedNothing();
    }

    protected async Task<string> NewToken(string name) => (await GuestSession.Open(Gateway.Address, name)).Token;

    /// <summary>Somebody who calls the API under this token.</summary>
    protected HttpClient Caller(string token)
    {
        var http = new HttpClient { BaseAddress = new Uri(Gateway.Address, "api/v1/") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    protected static string NewId() => Guid.NewGuid().ToString();
}
