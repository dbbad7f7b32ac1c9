using System.Collections.Immutable;

namespace OrleansChat.Simulation.Checks;

/// <summary>A room whose answers to writes are judged at the moment it gives them, before any network.</summary>
internal sealed class WitnessedRoom(Judge judge, string name, IRoomGrain room) : IRoomGrain
{
    public Task<RoomPosition> Join(JoinRequest request) => room.Join(request);

    public Task<RoomPosition> Leave(LeaveRequest request) => room.Leave(request);

    public async Task<Ack> Send(SendRequest request)
    {
        judge.Asked(name, request);
        try
        {
            var ack = await room.Send(request);
            judge.Answered(name, request, new SendResult(ack, null));
            return ack;
        }
        catch (ChatException refusal)
        {
            judge.Answered(name, request, new SendResult(null, refusal.Code));
            throw;
        }
    }

    public async Task<ImmutableArray<SendResult>> SendAll(ImmutableArray<SendRequest> requests)
    {
        foreach (var request in requests) judge.Asked(name, request);
        try
        {
            var results = await room.SendAll(requests);
            for (var i = 0; i < requests.Length; i++) judge.Answered(name, requests[i], results[i]);
            return results;
        }
        catch (ChatException refusal)
        {
            foreach (var request in requests) judge.Answered(name, request, new SendResult(null, refusal.Code));
            throw;
        }
    }

    public async Task<HistoryPage> Read(ReadRequest request)
    {
        var page = await room.Read(request);
        judge.Shown(name, page.Events, "a page");
        return page;
    }

    public Task<RoomPosition> Subscribe(SubscribeRequest request) => room.Subscribe(request);

    public Task Unsubscribe(string gatewayId) => room.Unsubscribe(gatewayId);
}
