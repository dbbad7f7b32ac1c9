using Microsoft.AspNetCore.SignalR;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Hub;

/// <summary>Turns what a command throws into the numbered form, and logs one line for it.</summary>
internal sealed class HubErrors(ILogger<ChatHub> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocation);
        }
        catch (ChatException refusal)
        {
            if (!ChatHub.SessionOf(invocation.Context).MayBeRefused()) throw new HubException(refusal.ToWire());
            log.Refused(invocation.Context.ConnectionId, invocation.HubMethodName, (int)refusal.Code, refusal.Info.Name);
            throw new HubException(refusal.ToWire());
        }
        catch (Exception e)
        {
            if (!ChatHub.SessionOf(invocation.Context).MayBeRefused()) throw new HubException(new ChatException(ErrorCode.InternalError).ToWire());
            log.Failed(invocation.Context.ConnectionId, invocation.HubMethodName, e);
            throw new HubException(new ChatException(ErrorCode.InternalError).ToWire());
        }
    }
}
