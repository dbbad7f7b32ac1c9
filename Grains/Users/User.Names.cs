using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Users;

public abstract partial class User
{
    // How long a rename waits for rooms that are slow to hear of it. They will hear.
    private static readonly TimeSpan TellingPatience = TimeSpan.FromSeconds(2);

    // Rooms told at once: a user may be in hundreds.
    private const int ToldTogether = 20;

    // Results of renames that may be asked for again.
    private const int RememberedRenames = 20;

    private readonly Queue<(Guid Id, Actor Result)> _renamed = new();

    // As stored: the rename that some rooms may not know of. The next one waits until they do.
    private Renaming? _untold;
    private Task _telling = Task.CompletedTask;

    // Whatever claims a name, one after another: a claim to a name that is just being given up would take it back.
    private Task _naming = Task.CompletedTask;

    public async Task<Actor> Arrive(Arrival? arrival)
    {
        await EnsureLoaded();
        // Before anything is waited for: what ends visits sees at once that the user is back.
        if (arrival is not null) NoteArrival(arrival);
        return await Alone(async () =>
        {
            var name = _name ?? throw new ChatException(ErrorCode.NoSuchUser);
            return await Keep(name) ? new Actor(Id, name) : await Change(name, takeSuggestion: true, NewId(name));
        });
    }

    public async Task<Actor> Rename(RenameRequest request)
    {
        TextRules.CheckName(request.Name);
        await EnsureLoaded();
        return await Alone(async () =>
        {
            if (_name is null) throw new ChatException(ErrorCode.NoSuchUser);
            if (_untold?.Id == request.Id) return await Told(new Actor(Id, _name));
            if (_renamed.FirstOrDefault(done => done.Id == request.Id).Result is { } result) return result;
            return string.Equals(_name, request.Name, StringComparison.Ordinal)
                ? new Actor(Id, _name)
                : await Change(request.Name, request.TakeSuggestion, request.Id);
        });
    }

    /// <summary>Swaps the names, and then tells rooms and presence.</summary>
    private async Task<Actor> Change(string wanted, bool takeSuggestion, Guid id)
    {
        // One that was under way may have failed on what is well again by now.
        for (var attempt = 0; attempt < 2 && _untold is not null; attempt++) await Within(TellRooms());
        if (_untold is not null) throw new ChatException(ErrorCode.Unavailable);
        var old = _name!;
        var name = await Claimed(wanted, takeSuggestion, async name =>
            await (string.Equals(name, old, StringComparison.Ordinal) ? Keep(name) : Swap(new Renaming(id, old, name))) ? name : null);
        var actor = new Actor(Id, name);
        Remember(id, actor);
        if (string.Equals(name, old, StringComparison.Ordinal)) return actor;
        (_name, _untold) = (name, new Renaming(id, old, name));
        return await Told(actor);
    }

    /// <summary>Claims the name that the user bears; false when it is taken.</summary>
    private async Task<bool> Keep(string name)
    {
        var claim = await services.Directory.ClaimName(Id, name, services.Time.GetUtcNow());
        return claim == Claim.Outdated ? throw await Reloaded(ErrorCode.Unavailable) : claim == Claim.Granted;
    }

    /// <summary>Writes the new name; false when it is taken.</summary>
    private async Task<bool> Swap(Renaming renaming)
    {
        Claim claim;
        try
        {
            claim = await services.Directory.Rename(Id, renaming, services.Time.GetUtcNow());
        }
        catch (ChatException)
        {
            // It may have been written, and its answer lost. The same request again finds out.
            throw await Reloaded(ErrorCode.OutcomeUnknown);
        }

        return claim == Claim.Outdated ? throw await Reloaded(ErrorCode.Unavailable) : claim == Claim.Granted;
    }

    /// <summary>Reads again what the name is and what is to be told, because it isn't what this activation believes.</summary>
    private async Task<ChatException> Reloaded(ErrorCode refusal)
    {
        try
        {
            if (await services.Directory.LoadUser(Id) is { } record) (_name, _untold) = (record.Name, record.Untold);
        }
        catch (ChatException)
        {
            // The database is away. A claim of this activation's belief will be refused as outdated again.
        }

        return new ChatException(refusal);
    }

    /// <summary>Claims a name, or names like it, until one is granted.</summary>
    /// <param name="wanted">The name that was asked for.</param>
    /// <param name="takeSuggestion">Whether one like it will do.</param>
    /// <param name="claim">Claims a name; null when it is taken.</param>
    /// <exception cref="ChatException">NameTaken, with a name that is free.</exception>
    private async Task<string> Claimed(string wanted, bool takeSuggestion, Func<string, Task<string?>> claim)
    {
        var name = wanted;
        for (var attempt = 1; ; attempt++)
        {
            if (await claim(name) is { } granted) return granted;
            var alike = Names.Like(wanted, Id);
            name = await services.Directory.FindFree(Id, alike, services.Time.GetUtcNow()) ?? alike[^1];
            if (!takeSuggestion || attempt == Attempts) throw new ChatException(ErrorCode.NameTaken, name);
        }
    }

    /// <summary>Tells the rooms of a rename what isn't told yet, in the background; once at a time. Never fails.</summary>
    private Task TellRooms()
    {
        if (_telling.IsCompleted && _untold is { } renaming) _telling = TellRooms(renaming);
        return _telling;
    }

    private async Task TellRooms(Renaming renaming)
    {
        // Whatever activation made the rename: connections hear of it.
        _ = TellPresence(new Actor(Id, renaming.NewName));
        try
        {
            var request = WriteRequest.Rename(new Actor(Id, renaming.OldName), renaming.Id, renaming.NewName);
            foreach (var rooms in (await services.Directory.RoomsOf(Id)).Chunk(ToldTogether))
                await Task.WhenAll(rooms.Select(room => Tell(room, request)));
            await services.Directory.EndRename(Id, renaming.Id);
            if (_untold == renaming) _untold = null;
        }
        catch (Exception e)
        {
            services.Logger.RenameNotTold(Id, e.Message);
        }
    }

    /// <summary>Tells one room; the same id each time, so that it has one event.</summary>
    private async Task Tell(string room, WriteRequest request)
    {
        try
        {
            await Others.Room(room).Write(request);
        }
        catch (ChatException refusal) when (refusal.Info.Retry == Retry.Never)
        {
            // Left, or gone with a restored backup: nothing to tell there.
        }
    }

    private async Task TellPresence(Actor actor)
    {
        try
        {
            await Others.Presence.TellRenamed(actor);
        }
        catch (Exception e)
        {
            // Whoever is connected hears of the new name at the next look at their token.
            services.Logger.RenameNotTold(Id, e.Message);
        }
    }

    private async Task<Actor> Told(Actor actor)
    {
        await Within(TellRooms());
        return actor;
    }

    private Task Within(Task telling) =>
        telling.IsCompleted ? telling : Task.WhenAny(telling, Task.Delay(TellingPatience, services.Time));

    /// <summary>Runs what changes the name when nothing else does.</summary>
    private async Task<T> Alone<T>(Func<Task<T>> change)
    {
        while (!_naming.IsCompleted) await Task.WhenAny(_naming);
        var changing = change();
        _naming = changing;
        return await changing;
    }

    private void Remember(Guid id, Actor result)
    {
        _renamed.Enqueue((id, result));
        if (_renamed.Count > RememberedRenames) _renamed.Dequeue();
    }

    /// <summary>An id for a rename that nobody asked for: made of what no other one is made of.</summary>
    private Guid NewId(string name)
    {
        var seed = string.Create(CultureInfo.InvariantCulture, $"{Id:N} {services.Time.GetUtcNow().Ticks} {name}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16);
        // A UUID of version 8, made in its maker's own way (RFC 9562, 5.8).
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0FFF) | 0x8000));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}

/// <summary>What users say in the log.</summary>
internal static partial class UserLogMessages
{
    [LoggerMessage(111, LogLevel.Information, "User {User}: a new name isn't told everywhere yet: {Reason}")]
    public static partial void RenameNotTold(this ILogger log, Guid user, string reason);
}
