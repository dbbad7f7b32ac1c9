using System.Security.Cryptography;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Online;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Tests.Users;

/// <summary>How long a name is held, and a note of a visit, wherever they are kept. Time is what the test says it is.</summary>
public abstract class NameHoldSpec
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IDirectory Directory { get; }

    protected abstract IPresenceStore Presence { get; }

    /// <summary>Says that a user is online at a gateway, as presence does.</summary>
    protected abstract Task ComesOnline(Guid user, string gateway, DateTimeOffset leaseUntil);

    /// <summary>Makes a user as they were before names were held.</summary>
    protected abstract Task WasThereBefore(Guid user, string name);

    private async Task<string?> Adds(Guid user, string name, DateTimeOffset at) =>
        await Directory.AddUser(user, name, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), at, at.AddHours(1));

    private static string NewName() => $"n{Guid.NewGuid():N}"[..30];

    private async Task<Guid> NewUser(string name, DateTimeOffset at)
    {
        var user = Guid.NewGuid();
        Assert.Equal(name, await Adds(user, name, at));
        return user;
    }

    [Fact]
    public async Task Sessions_that_expired_are_forgotten_so_many_at_once_the_oldest_first()
    {
        var now = TimeProvider.System.GetUtcNow();
        var users = new List<Guid>();
        foreach (var hours in new[] { 3, 5, 4, 0 }) users.Add(await NewUser(NewName(), now.AddHours(-1 - hours)));
        Assert.Equal(2, await Presence.ForgetExpiredSessions(TimeSpan.FromMinutes(1), 2));
        Assert.Equal([1, 0, 0], await Left(0, 1, 2));
        // The last one has expired just now.
        Assert.Equal(1, await Presence.ForgetExpiredSessions(TimeSpan.FromMinutes(1), 10));
        Assert.Equal([0, 1], await Left(0, 3));

        async Task<List<int>> Left(params int[] which)
        {
            var left = new List<int>();
            foreach (var one in which) left.Add((await Directory.LoadUser(users[one]))!.Sessions.Count);
            return left;
        }
    }

    [Fact]
    public async Task A_note_of_a_visit_without_a_membership_is_forgotten_once_it_is_old()
    {
        var user = await NewUser(NewName(), Now);
        await Directory.AddVisit(user, $"room-{Guid.NewGuid():N}", Now);
        await Directory.RemoveVoidVisits(user, before: Now);
        Assert.True(await Directory.HasVisitNotes(user));
        await Directory.RemoveVoidVisits(user, before: Now.AddSeconds(1));
        Assert.False(await Directory.HasVisitNotes(user));
    }

    [Fact]
    public async Task A_name_is_held_for_a_minute_after_it_was_asked_for()
    {
        var name = NewName();
        await NewUser(name, Now);
        Assert.Null(await Adds(Guid.NewGuid(), name, Now.AddSeconds(59)));
        Assert.Equal(name, await Adds(Guid.NewGuid(), name, Now.AddSeconds(60)));
    }

    [Fact]
    public async Task A_new_session_and_an_arrival_prolong_it()
    {
        var name = NewName();
        var user = await NewUser(name, Now);
        await Directory.AddSession(user, Convert.ToHexString(new byte[32]), Now.AddSeconds(50), Now.AddHours(1));
        Assert.Null(await Adds(Guid.NewGuid(), name, Now.AddSeconds(109)));
        Assert.Equal(Claim.Granted, await Directory.ClaimName(user, name, Now.AddSeconds(120)));
        Assert.Null(await Adds(Guid.NewGuid(), name, Now.AddSeconds(179)));
        Assert.Equal(name, await Adds(Guid.NewGuid(), name, Now.AddSeconds(180)));
        Assert.Equal(Claim.Taken, await Directory.ClaimName(user, name, Now.AddSeconds(181)));
    }

    [Fact]
    public async Task Who_is_online_holds_it_until_a_minute_after_the_lease_of_their_gateway()
    {
        var (name, gateway) = (NewName(), $"gateway-{Guid.NewGuid():N}");
        var user = await NewUser(name, Now);
        await ComesOnline(user, gateway, Now.AddHours(1));
        Assert.Null(await Adds(Guid.NewGuid(), name, Now.AddMinutes(60).AddSeconds(59)));
        Assert.Equal(name, await Adds(Guid.NewGuid(), name, Now.AddMinutes(61)));
    }

    [Fact]
    public async Task A_new_session_does_not_take_back_a_name_that_is_another_ones_by_now()
    {
        var name = NewName();
        var user = await NewUser(name, Now);
        await NewUser(name, Now.AddMinutes(5));
        await Directory.AddSession(user, Convert.ToHexString(new byte[32]), Now.AddMinutes(7), Now.AddHours(1));
        Assert.Equal(name, await Adds(Guid.NewGuid(), name, Now.AddMinutes(8)));
    }

    [Fact]
    public async Task Who_was_there_before_names_were_held_claims_theirs_if_it_is_free()
    {
        var (name, first, second) = (NewName(), Guid.NewGuid(), Guid.NewGuid());
        await WasThereBefore(first, name);
        await WasThereBefore(second, name);
        Assert.Equal(Claim.Granted, await Directory.ClaimName(second, name, Now));
        Assert.Equal(Claim.Taken, await Directory.ClaimName(first, name, Now));
        Assert.Equal(Claim.Outdated, await Directory.ClaimName(first, NewName(), Now));
    }

    [Fact]
    public async Task A_rename_is_all_or_nothing_and_waits_until_the_last_one_is_told()
    {
        var (name, next, taken) = (NewName(), NewName(), NewName());
        var user = await NewUser(name, Now);
        await NewUser(taken, Now);
        var first = new Renaming(Guid.NewGuid(), name, next);
        Assert.Equal(Claim.Taken, await Directory.Rename(user, first with { NewName = taken }, Now));
        Assert.Equal((name, null), await NameOf(user));
        Assert.Equal(Claim.Outdated, await Directory.Rename(user, first with { OldName = taken }, Now));
        Assert.Equal(Claim.Granted, await Directory.Rename(user, first, Now));
        Assert.Equal((next, first), await NameOf(user));
        Assert.Equal(name, await Adds(Guid.NewGuid(), name, Now));

        var second = new Renaming(Guid.NewGuid(), next, NewName());
        Assert.Equal(Claim.Outdated, await Directory.Rename(user, second, Now));
        Assert.Equal((next, first), await NameOf(user));
        await Directory.EndRename(user, second.Id);
        Assert.Equal(Claim.Outdated, await Directory.Rename(user, second, Now));
        await Directory.EndRename(user, first.Id);
        Assert.Equal(Claim.Granted, await Directory.Rename(user, second, Now));
    }

    [Fact]
    public async Task Those_who_ask_for_each_others_names_at_once_keep_their_own()
    {
        var (one, two) = (NewName(), NewName());
        var (first, second) = (await NewUser(one, Now), await NewUser(two, Now));
        var claims = await Task.WhenAll(
            Directory.Rename(first, new Renaming(Guid.NewGuid(), one, two), Now), Directory.Rename(second, new Renaming(Guid.NewGuid(), two, one), Now));
        Assert.All(claims, claim => Assert.Equal(Claim.Taken, claim));
        Assert.Equal(((one, null), (two, null)), (await NameOf(first), await NameOf(second)));
    }

    [Fact]
    public async Task The_first_free_name_is_found_by_its_key_and_ones_own_is_free()
    {
        var (one, two, three) = (NewName(), NewName(), NewName());
        var user = await NewUser(one, Now);
        await NewUser(two, Now);
        Assert.Equal(three, await Directory.FindFree(Guid.NewGuid(), [one, two.ToUpperInvariant(), three], Now));
        Assert.Equal(one, await Directory.FindFree(user, [one, three], Now));
        Assert.Equal(one, await Directory.FindFree(Guid.NewGuid(), [one, three], Now.AddMinutes(1)));
        Assert.Null(await Directory.FindFree(Guid.NewGuid(), [one, two], Now));
    }

    private async Task<(string, Renaming?)> NameOf(Guid user)
    {
        var record = (await Directory.LoadUser(user))!;
        return (record.Name, record.Untold);
    }
}

public sealed class MemoryNameHoldTests : NameHoldSpec
{
    private readonly MemoryTables _tables = new();

    protected override IDirectory Directory => new MemoryDirectory(_tables, TimeProvider.System, new PresenceOptions());

    protected override IPresenceStore Presence => new MemoryPresenceStore(_tables, TimeProvider.System, new PresenceOptions());

    protected override Task ComesOnline(Guid user, string gateway, DateTimeOffset leaseUntil) => Task.FromResult(_tables.Use(t =>
    {
        t.Gateways[gateway] = leaseUntil;
        return t.Online.Add((user, gateway));
    }));

    protected override Task WasThereBefore(Guid user, string name) =>
        Task.FromResult(_tables.Use(t => t.Users[user] = new MemoryTables.UserTable(name)));
}
