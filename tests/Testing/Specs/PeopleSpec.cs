using System.Security.Cryptography;

namespace OrleansChat.Testing.Specs;

/// <summary>What specs about people stand on.</summary>
public abstract class PeopleSpec : EngineSpec
{
    /// <summary>Somebody new whom the server knows. The name begins as said, and nobody else has it.</summary>
    protected async Task<Actor> Guest(string name)
    {
        var id = Guid.NewGuid();
        var session = await Engine.User(id).OpenSession(
            new OpenSessionRequest($"{name}-{id.ToString("N")[..12]}", RandomNumberGenerator.GetBytes(32), TimeSpan.FromHours(1)));
        return session.User;
    }

    protected async Task<bool[]> AreOnline(params Actor[] people) => await Task.WhenAll(people.Select(IsOnline));

    protected async Task<bool> IsOnline(Actor person) => (await Engine.Directory.ReadUser(person.Id))!.Online;
}
