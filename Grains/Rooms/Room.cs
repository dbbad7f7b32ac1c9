using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Users;

namespace OrleansChat.Grains.Rooms;

/// <summary>What every room is given by its host.</summary>
public sealed record RoomServices(
    IRoomLog Log, IDirectory Directory, RoomOptions Options, TimeProvider Time, ILogger<Room> Logger);

/// <summary>
/// A room's behaviour, on any engine. It numbers writes, has them committed, answers their senders and tells the
/// subscribed gateways, in that order. The contract is at <see cref="IRoomGrain"/>.
/// <para>Turn rules (docs/architecture.md): one turn at a time; other calls run only at an await. State is checked and
/// changed before the first await of a turn; after an await nothing read before it is trusted.</para>
/// <para>This file: the commands. Room.Writing.cs: from an accepted write to its commit. Room.Lifecycle.cs: loading.</para>
/// </summary>
public abstract partial class Room(RoomServices services) : IRoomGrain
{
    /// <summary>The room's name, which is its key.</summary>
    protected abstract string Name { get; }

    public async Task<RoomPosition> Join(JoinRequest request)
    {
        TextRules.CheckRoomName(Name);
        TextRules.CheckName(request.Actor.Name);
        var user = request.Actor.Id;
        await EnsureLoaded();
        // Before the room is made: who may not join makes no rooms either.
        if ((_state is null || !_queue.WillBeMember(user, _state))
            && await services.Directory.CountRooms(user) >= services.Options.RoomsPerUser)
            throw new ChatException(ErrorCode.TooManyRooms);

        // Asked again, because there were awaits: two connections of one user may join at once.
        var state = await LoadOrCreate();
        if (_queue.WillBeMember(user, state))
            await (_queue.LastMembershipWrite(user)?.Answer ?? Task.CompletedTask);
        else
            await Write(EventKind.Join, request.Actor, request.Id, null);
        return state.Position;
    }

    public async Task<RoomPosition> Leave(LeaveRequest request)
    {
        var state = await Load();
        var user = request.Actor.Id;
        if (_queue.WillBeMember(user, state))
            await Write(EventKind.Leave, request.Actor, request.Id, null);
        else
            await (_queue.LastMembershipWrite(user)?.Answer ?? Task.CompletedTask);
        return state.Position;
    }

    public async Task<Ack> Send(SendRequest request)
    {
        TextRules.CheckText(request.Text);
        var state = await Load();
        if (_queue.WillBeMember(request.Actor.Id, state) || IsKnown(request.Actor.Id, request.Id))
            return await Write(EventKind.Message, request.Actor, request.Id, request.Text);

        // Whoever left may still ask again for the ack of what was said before (G3).
        var stored = (await services.Log.FindAll(state.Key, [(request.Actor.Id, request.Id)])).SingleOrDefault()
            ?? throw new ChatException(ErrorCode.NotAMember);
        var retry = new PendingWrite(EventKind.Message, request.Actor, request.Id, request.Text, services.Time.GetUtcNow());
        retry.Resolve(stored, state.Epoch);
        return await retry.Answer;
    }

    public async Task<ImmutableArray<SendResult>> SendAll(ImmutableArray<SendRequest> requests)
    {
        await Load();
        // The room is loaded, so each Send takes its place in the queue before its first await: in this order.
        var sends = requests.Select(Send).ToArray();
        var results = ImmutableArray.CreateBuilder<SendResult>(sends.Length);
        foreach (var send in sends)
        {
            try
            {
                results.Add(new SendResult(await send, null));
            }
            catch (ChatException refusal)
            {
                results.Add(new SendResult(null, refusal.Code));
            }
        }

        return results.MoveToImmutable();
    }

    public async Task<HistoryPage> Read(ReadRequest request)
    {
        if (request.Limit is < 1 or > Limits.PageEvents) throw new ChatException(ErrorCode.BadPageLimit);
        if (request.From < 0) throw new ChatException(ErrorCode.BadPosition);
        var state = await Load();

        var head = state.Head;
        if (!state.TryRead(request, out var events))
        {
            events = request.Direction == ReadDirection.After
                ? await services.Log.ReadAfter(state.Key, request.From, request.Limit)
                : await services.Log.ReadBefore(state.Key, Math.Min(head + 1, request.From), request.Limit);
        }

        events = Cut(events, request.Direction);
        head = Math.Max(head, events.IsEmpty ? 0 : events[^1].Seq);
        var more = !events.IsEmpty && (request.Direction == ReadDirection.After ? events[^1].Seq < head : events[0].Seq > 1);
        return new HistoryPage(Name, state.Epoch, head, events, more);
    }

    /// <summary>Bounds a page's size, not only its length: 200 events may be 1.6 MB.</summary>
    private static ImmutableArray<RoomEvent> Cut(ImmutableArray<RoomEvent> events, ReadDirection direction)
    {
        if (direction == ReadDirection.After) return [.. events.TakeWhile(Fits())];
        var newestFirst = events.Reverse().TakeWhile(Fits()).ToArray();
        Array.Reverse(newestFirst);
        return [.. newestFirst];
    }

    /// <summary>Says yes to as many events, one after another, as a page or batch may hold; to the first always.</summary>
    internal static Func<RoomEvent, bool> Fits()
    {
        var text = 0;
        return e =>
        {
            var first = text == 0;
            text += 1 + (e.Text?.Length ?? 0);
            return first || text <= Limits.PageText;
        };
    }

    public async Task<RoomPosition> Subscribe(SubscribeRequest request)
    {
        var state = await Load();
        Gateways.Renew(request);
        await Gateways.Save(SubscriptionStore);
        return state.Position;
    }

    public async Task Unsubscribe(string gatewayId)
    {
        Gateways.Remove(gatewayId);
        await Gateways.Save(SubscriptionStore);
    }
}
