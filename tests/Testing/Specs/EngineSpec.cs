using System.Security.Cryptography;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>What every spec of an engine's behaviour stands on.</summary>
public abstract class EngineSpec
{
    /// <summary>The engine under test.</summary>
    protected abstract IChatEngine Engine { get; }

    /// <summary>A room nobody else has.</summary>
    protected IRoomGrain NewRoom() => Engine.Room($"room-{Guid.NewGuid():N}");

    /// <summary>A name nobody else has, nor one that looks like it: hexadecimal digits that look like no letter.</summary>
    protected static string NewName(string about = "ann") =>
        about + string.Concat(Guid.NewGuid().ToString("N").Select(digit => "bcdefghjkmpqstwx"[Convert.ToInt32(digit.ToString(), 16)]))[..16];

    /// <summary>Somebody new who has opened a session.</summary>
    protected async Task<Actor> NewUser(string? name = null) => (await Opens(Guid.NewGuid(), name ?? NewName())).User;

    /// <summary>Opens a session.</summary>
    protected Task<SessionInfo> Opens(Guid user, string name, bool takeSuggestion = false) => Engine.User(user).OpenSession(
        new OpenSessionRequest(name, RandomNumberGenerator.GetBytes(32), TimeSpan.FromHours(1), takeSuggestion));

    /// <summary>The number a call is refused with.</summary>
    protected static async Task<ErrorCode> Refused(Task call) => (await Assert.ThrowsAsync<ChatException>(() => call)).Code;
}
