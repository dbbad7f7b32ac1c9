using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Rooms;

/// <summary>What every room is given by its host.</summary>
public sealed record RoomServices(
    IRoomLog Log, LogEpoch Epoch, IDirectory Directory, RoomOptions Options, RoomMetrics Metrics, TimeProvider Time, ILogger<Room> Logger);

/// <summary>
/// A room's behaviour, on any engine. It numbers writes, has them committed, answers their senders and tells the
/// subscribed gateways, in that order. The contract is at <see cref="IRoomGrain"/>.
/// <para>Turn rules (docs/architecture.md): one turn at a time; other calls run only at an await. State is checked and
/// changed before the first await of a turn; after an await nothing read before it is trusted.</para>
/// <para>This file: the commands. Room.Writing.cs: from an accepted write to its commit. Room.Reading.cs: pages.
/// Room.Direct.cs: what is different in direct rooms. Room.Lifecycle.cs: loading.</para>
/// </summary>
public abstract partial class Room(RoomServices services) : IRoomGrain
{
    /// <summary>The room's name, which is its key.</summary>
    protected abstract string Name { get; }

    public async Task<Membership> Join(JoinRequest request)
    {
        if (IsDirect) return await JoinDirect(request);
        TextRules.CheckRoomName(Name);
        TextRules.CheckBorneName(request.Actor.Name);
        var user = request.Actor.Id;
        await EnsureLoaded();
        // Before the room is made: who may not join makes no rooms either. Joins to several rooms at once may all pass.
        if ((_state is null || !_queue.WillBeMember(user, _state))
            && await services.Directory.CountRooms(user) >= services.Options.RoomsPerUser)
            throw new ChatException(ErrorCode.TooManyRooms);

        while (Loaded is null) await LoadOrCreate([]);
        var state = Loaded;
        await ChangeMembership(state, EventKind.Join, request.Actor, request.Id);
        await CatchUpTo(request.After);
        // Asked in the turn that answers: another connection of the user may have left meanwhile.
        // The room remembers its newest events; of an attempt that comes later than those it says no, which ends nothing.
        var role = state.RoleOf(user) ?? throw new ChatException(ErrorCode.NotAMember);
        return new Membership(state.Position, role, IsNew: state.FindRecent(user, request.Id) is not null);
    }

    public async Task<RoomPosition> Leave(LeaveRequest request)
    {
        CheckVisibleTo(request.Actor.Id);
        var state = await Load();
        if (IsDirect) throw new ChatException(state.Head > 0 ? ErrorCode.NotAllowed : ErrorCode.NoSuchRoom);
        // Who is no member here may be one in the log.
        if (!_queue.WillBeMember(request.Actor.Id, state)) await CatchUpWithLog(state);
        while (Loaded is null) await Load();
        state = Loaded;
        await ChangeMembership(state, EventKind.Leave, request.Actor, request.Id);
        return state.Position;
    }

    public async Task<Ack> Write(WriteRequest request)
    {
        var result = (await WriteAll([request]))[0];
        return result.Ack ?? throw new ChatException(result.Refusal!.Value);
    }

    public async Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests)
    {
        RoomState state;
        while (!IsReadyFor(requests, out state)) await Prepare(requests);
        // Everything they need is loaded, so each takes its place in the queue before its first await: in this order.
        var writes = requests.Select(request => Accept(state, request)).ToArray();
        Follow(state);
        state.Trim();
        var results = ImmutableArray.CreateBuilder<WriteResult>(writes.Length);
        foreach (var write in writes)
        {
            try
            {
                results.Add(new WriteResult(await write, null));
            }
            catch (ChatException refusal)
            {
                results.Add(new WriteResult(null, refusal.Code));
            }
            catch (Exception e)
            {
                // One write's surprise is not the others' answer.
                services.Logger.WriteFailed(Name, e);
                results.Add(new WriteResult(null, ErrorCode.OutcomeUnknown));
            }
        }

        return results.MoveToImmutable();
    }

    public async Task<RoomPosition> Subscribe(SubscribeRequest request)
    {
        await Load();
        Gateways.Renew(request);
        await CatchUpTo(request.After);
        await Gateways.Save(SubscriptionStore);
        return (await Load()).Position;
    }

    public async Task Unsubscribe(string gatewayId)
    {
        Gateways.Remove(gatewayId);
        await Gateways.Save(SubscriptionStore);
    }
}
