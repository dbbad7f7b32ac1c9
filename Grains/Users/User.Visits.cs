using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Users;

public abstract partial class User
{
    // A gateway reports at once who comes and goes; so long its own word is more than what is stored.
    private static readonly TimeSpan ReportPatience = TimeSpan.FromSeconds(10);

    // By gateway: the newest connection to it, and those that have none any more. Looked at while they are young only.
    private readonly Dictionary<string, (Guid Id, DateTimeOffset At)> _arrivals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _departures = new(StringComparer.Ordinal);

    // Rooms that are being left because a visit is over. Whoever comes into one again waits for that.
    private readonly Dictionary<string, Task> _leaving = new(StringComparer.Ordinal);

    // Whether there may be notes of visits; null before it was looked up.
    private bool? _visits;

    // What makes memberships last: how often that was asked for, and what of it isn't written yet.
    private long _stays;
    private int _staysUnderWay;

    public async Task<Membership> Visit(VisitRequest request)
    {
        await EnsureLoaded();
        await HasLeft(request.Room);
        _visits = true;
        // The note comes first: without a membership it means nothing, and no membership stays because it failed.
        await services.Directory.AddVisit(Id, request.Room, services.Time.GetUtcNow());
        return await Others.Room(request.Room).Join(request.Join);
    }

    public async Task Stay(string? room)
    {
        if (room is not null) await HasLeft(room);
        _stays++;
        _staysUnderWay++;
        try
        {
            if (await MayVisit()) await services.Directory.RemoveVisits(Id, room);
        }
        finally
        {
            _staysUnderWay--;
        }
    }

    public async Task EndVisits(Arrival? last)
    {
        await EnsureLoaded();
        if (last is not null) NoteDeparture(last);
        var stays = _stays;
        if (_name is null || IsArriving() || _staysUnderWay > 0 || (last is not null && !await MayVisit())) return;
        if (await services.Directory.IsOnline(Id, [.. Young(_departures, at => at).Keys])) return;
        var rooms = await services.Directory.VisitsOf(Id);
        if (rooms.IsEmpty && last is null) await services.Directory.RemoveVoidVisits(Id, services.Time.GetUtcNow() - ReportPatience);
        // Asked again after the awaits: who has arrived meanwhile finds everything as it was, and what is to stay since then
        // was read as a visit, maybe. Then presence asks again later.
        if (!IsArriving() && stays == _stays) await Leave(rooms);
    }

    private async ValueTask<bool> MayVisit()
    {
        if (_visits is { } known) return known;
        // Also a note without a membership counts: the next join would make a visit of it.
        var found = await services.Directory.HasVisitNotes(Id);
        // A visit may have begun meanwhile.
        return _visits ??= found;
    }

    private void NoteArrival(Arrival arrival)
    {
        _arrivals[arrival.GatewayId] = (arrival.Id, services.Time.GetUtcNow());
        _departures.Remove(arrival.GatewayId);
    }

    private void NoteDeparture(Arrival last)
    {
        // The user may be back there, by a connection that is newer than what the gateway speaks of.
        if (_arrivals.TryGetValue(last.GatewayId, out var newest) && newest.Id != last.Id) return;
        _arrivals.Remove(last.GatewayId);
        _departures[last.GatewayId] = services.Time.GetUtcNow();
    }

    private bool IsArriving() => Young(_arrivals, arrival => arrival.At).Count > 0;

    private Dictionary<string, T> Young<T>(Dictionary<string, T> entries, Func<T, DateTimeOffset> timeOf)
    {
        var since = services.Time.GetUtcNow() - ReportPatience;
        foreach (var (key, _) in entries.Where(entry => timeOf(entry.Value) < since).ToList()) entries.Remove(key);
        return entries;
    }

    private async Task HasLeft(string room)
    {
        while (_leaving.TryGetValue(room, out var leaving)) await leaving;
    }

    /// <summary>Leaves rooms whose visit is over, and waits some time for it. One that can't be left now is left by a later
    /// call.</summary>
    private Task Leave(ImmutableArray<string> rooms)
    {
        var actor = new Actor(Id, _name!);
        foreach (var room in rooms.Where(room => !_leaving.ContainsKey(room)).ToList())
        {
            _leaving[room] = Leave(room, actor);
            if (_leaving[room].IsCompleted) _leaving.Remove(room);
        }

        return Within(Task.WhenAll(_leaving.Values));
    }

    private async Task Leave(string room, Actor actor)
    {
        try
        {
            if (await TryLeave(room, actor)) await services.Directory.RemoveVisits(Id, room);
        }
        catch (Exception e)
        {
            services.Logger.VisitNotEnded(Id, room, e.Message);
        }
        finally
        {
            _leaving.Remove(room);
        }
    }

    private async Task<bool> TryLeave(string room, Actor actor)
    {
        try
        {
            await Others.Room(room).Leave(new LeaveRequest(actor, NewId($"leave {room}")));
            return true;
        }
        catch (ChatException refusal) when (refusal.Info.Retry == Retry.Never)
        {
            // Gone with a restored backup: there is nothing to leave.
            return true;
        }
    }
}

/// <summary>What users say in the log of their visits.</summary>
internal static partial class UserVisitMessages
{
    [LoggerMessage(112, LogLevel.Information, "User {User}: the visit to room {Room} has not ended yet: {Reason}")]
    public static partial void VisitNotEnded(this ILogger log, Guid user, string room, string reason);
}
