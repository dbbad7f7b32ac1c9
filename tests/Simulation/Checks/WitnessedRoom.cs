using System.Collections.Immutable;

namespace OrleansChat.Simulation.Checks;

/// <summary>A room whose answers are judged at the moment it gives them, before any network.</summary>
internal sealed class WitnessedRoom(Judge judge, string name, IRoomGrain room) : IRoomGrain
{
    public Task<Membership> Join(JoinRequest request) => room.Join(request);

    public Task<RoomPosition> Leave(LeaveRequest request) => room.Leave(request);

    public Task<Ack> Write(WriteRequest request) => throw new NotSupportedException("Gateways write all at once.");

    public async Task<ImmutableArray<WriteResult>> WriteAll(ImmutableArray<WriteRequest> requests)
    {
        foreach (var request in requests) judge.Asked(name, request);
        try
        {
            var results = await room.WriteAll(requests);
            for (var i = 0; i < requests.Length; i++) judge.Answered(name, requests[i], results[i]);
            return results;
        }
        catch (ChatException refusal)
        {
            foreach (var request in requests) judge.Answered(name, request, new WriteResult(null, refusal.Code));
            throw;
        }
    }

    public async Task<HistoryPage> Read(ReadRequest request)
    {
        var page = await room.Read(request);
        judge.Shown(page, "a room");
        return page;
    }

    public Task<ReactionList> ReadReactions(long message, Guid viewer) => room.ReadReactions(message, viewer);

    public Task<RoomPosition> Subscribe(SubscribeRequest request) => room.Subscribe(request);

    public Task Unsubscribe(string gatewayId) => room.Unsubscribe(gatewayId);
}
