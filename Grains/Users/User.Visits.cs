using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Users;

public abstract partial class User
{
    // A gateway reports at once who comes; until then an arrival says it.
    private static readonly TimeSpan ReportPatience = TimeSpan.FromSeconds(10);

    // Whether there may be visits; null before it was looked up.
    private bool? _visits;

    // The newest connection to each gateway; looked at while it is young only.
    private readonly Dictionary<string, (Guid Id, DateTimeOffset At)> _arrivals = new(StringComparer.Ordinal);

    public async Task<Membership> Visit(VisitRequest request)
    {
        await EnsureLoaded();
        return await Alone(async () =>
        {
            var membership = await Others.Room(request.Room).Join(request.Join);
            // A retry of a join finds that it was its own; so a visit that could not be noted is noted then.
            if (!membership.IsNew) return membership;
            _visits = true;
            await services.Directory.AddVisit(Id, request.Room, services.Time.GetUtcNow());
            return membership;
        });
    }

    public Task Stay(string? room) => Alone(async () =>
    {
        _visits ??= !(await services.Directory.VisitsOf(Id)).IsEmpty;
        if (_visits == true) await services.Directory.RemoveVisits(Id, room is null ? null : [room]);
        return true;
    });

    public async Task EndVisits(Arrival? last)
    {
        await EnsureLoaded();
        if (last is not null && _arrivals.TryGetValue(last.GatewayId, out var newest) && newest.Id == last.Id) _arrivals.Remove(last.GatewayId);
        await Alone(async () =>
        {
            if (_name is not { } name || IsArriving() || await services.Directory.IsOnline(Id, last?.GatewayId)) return false;
            var rooms = await services.Directory.VisitsOf(Id);
            // Whoever comes meanwhile waits for this, and then joins anew: not for long.
            await Within(Leave(rooms, new Actor(Id, name)));
            return true;
        });
    }

    private bool IsArriving()
    {
        var since = services.Time.GetUtcNow() - ReportPatience;
        foreach (var (gateway, _) in _arrivals.Where(entry => entry.Value.At < since).ToList()) _arrivals.Remove(gateway);
        return _arrivals.Count > 0;
    }

    /// <summary>Leaves rooms, as many as can be reached. Never fails.</summary>
    private async Task Leave(ImmutableArray<string> rooms, Actor actor)
    {
        try
        {
            var left = await Task.WhenAll(rooms.Select(room => TryLeave(room, actor)));
            await services.Directory.RemoveVisits(Id, [.. rooms.Where((_, i) => left[i])]);
        }
        catch (ChatException e)
        {
            services.Logger.VisitsNotEnded(Id, rooms.Length, e.Message);
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
        catch (Exception e)
        {
            services.Logger.VisitsNotEnded(Id, 1, e.Message);
            return false;
        }
    }
}

/// <summary>What users say in the log of their visits.</summary>
internal static partial class UserVisitMessages
{
    [LoggerMessage(112, LogLevel.Information, "User {User}: visits to {Rooms} rooms have not ended yet: {Reason}")]
    public static partial void VisitsNotEnded(this ILogger log, Guid user, int rooms, string reason);
}
