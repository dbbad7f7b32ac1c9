using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>Who makes a request: a session for as long as it takes, which hears nothing.</summary>
internal sealed class RestCaller(Session session)
{
    /// <summary>The commands.</summary>
    public Session Session => session;

    /// <summary>Binds it as a parameter of an endpoint that requires a token. Whoever changes something holds their name from
    /// then on, as whoever connects does: nobody speaks under a name that is another's by now.</summary>
    public static async ValueTask<RestCaller> BindAsync(HttpContext context)
    {
        var (info, hash) = TokenAuthentication.SessionOf(context);
        var services = context.RequestServices.GetRequiredService<SessionServices>();
        if (!HttpMethods.IsGet(context.Request.Method))
            info = info with { User = await services.Calls.Run(() => services.Engine.User(info.User.Id).Arrive(null), ErrorCode.Unavailable) };
        return new RestCaller(new Session(info, hash, new NoConnection(context.Connection.Id), services));
    }

    private sealed class NoConnection(string id) : IClientConnection
    {
        public string Id => id;

        public Task Write(IReadOnlyList<Outgoing> items) => Task.CompletedTask;

        public Task Close(ErrorCode reason) => Task.CompletedTask;

        public void Abort()
        {
        }
    }
}
