using System.Security.Cryptography;
using Xunit;

namespace OrleansChat.Testing.Specs;

/// <summary>How a user behaves, whatever engine runs it.</summary>
public abstract class UserSpec : EngineSpec
{
    private static byte[] NewHash() => RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task A_session_is_known_by_its_token_and_by_no_other()
    {
        var (id, name, hash) = (Guid.NewGuid(), NewName(), NewHash());
        var opened = await Engine.User(id).OpenSession(new OpenSessionRequest(name, hash, TimeSpan.FromHours(1)));
        Assert.Equal(new Actor(id, name), opened.User);

        var known = await Engine.User(id).Authenticate(hash);
        Assert.Equal(opened.User, known.User);
        Assert.Equal(ErrorCode.Unauthorized, await Refused(Engine.User(id).Authenticate(NewHash())));
        Assert.Equal(ErrorCode.Unauthorized, await Refused(Engine.User(Guid.NewGuid()).Authenticate(hash)));
    }

    [Fact]
    public async Task Opening_a_session_again_is_opening_it_once()
    {
        var (id, request) = (Guid.NewGuid(), new OpenSessionRequest(NewName(), NewHash(), TimeSpan.FromHours(1)));
        await Engine.User(id).OpenSession(request);
        await Engine.User(id).OpenSession(request);
        Assert.Equal(request.Name, (await Engine.User(id).Authenticate(request.TokenHash)).User.Name);
    }

    [Fact]
    public async Task A_closed_session_is_refused_and_another_one_is_not()
    {
        var (id, name, first, second) = (Guid.NewGuid(), NewName(), NewHash(), NewHash());
        await Engine.User(id).OpenSession(new OpenSessionRequest(name, first, TimeSpan.FromHours(1)));
        await Engine.User(id).OpenSession(new OpenSessionRequest(name, second, TimeSpan.FromHours(1)));
        await Engine.User(id).CloseSession(first);
        await Engine.User(id).CloseSession(first);
        Assert.Equal(ErrorCode.Unauthorized, await Refused(Engine.User(id).Authenticate(first)));
        Assert.Equal(name, (await Engine.User(id).Authenticate(second)).User.Name);
    }

    [Fact]
    public async Task An_expired_session_is_refused_with_its_own_number()
    {
        var (id, hash) = (Guid.NewGuid(), NewHash());
        await Engine.User(id).OpenSession(new OpenSessionRequest(NewName(), hash, TimeSpan.FromMilliseconds(1)));
        await Eventually.Holds(
            async () => await Record.ExceptionAsync(() => Engine.User(id).Authenticate(hash)) is ChatException { Code: ErrorCode.SessionExpired },
            "the session to expire");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ann")]
    [InlineData("ann\u202e")]
    [InlineData("a\nb")]
    [InlineData("@ann")]
    [InlineData("/ann")]
    [InlineData("#ann")]
    [InlineData("the \"real\" ann")]
    [InlineData("\u0430nn")]
    [InlineData("123456789012345678901234567890123")]
    public async Task A_bad_name_is_refused(string name) => Assert.Equal(
        ErrorCode.BadName,
        await Refused(Engine.User(Guid.NewGuid()).OpenSession(new OpenSessionRequest(name, NewHash(), TimeSpan.FromHours(1)))));

    [Fact]
    public async Task A_name_of_32_characters_beyond_the_basic_plane_is_fine()
    {
        var name = string.Concat(Enumerable.Repeat("😀", Limits.NameLength));
        var opened = await Engine.User(Guid.NewGuid()).OpenSession(new OpenSessionRequest(name, NewHash(), TimeSpan.FromHours(1)));
        Assert.Equal(name, opened.User.Name);
    }
}
