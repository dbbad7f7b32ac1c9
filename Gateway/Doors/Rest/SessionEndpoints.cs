using Microsoft.AspNetCore.Http.HttpResults;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>What a guest asks for.</summary>
/// <param name="Name">The name to bear, 1–32 characters.</param>
internal sealed record OpenGuestSession(string? Name);

/// <summary>A new session.</summary>
/// <param name="Token">For <c>Authorization: Bearer</c> or <c>?access_token=</c>; shown once.</param>
/// <param name="User">Who the token stands for.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record OpenedSession(string Token, Actor User, DateTimeOffset ExpiresAt);

/// <summary><c>/api/v1/session</c>: guests come and go.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        api.MapPost("/session", Open).WithTags("Session").WithSummary("Begin a guest's session");
        api.MapDelete("/session", Close).RequireAuthorization().WithTags("Session").WithSummary("End the session, and its connections");
    }

    private static async Task<Ok<OpenedSession>> Open(OpenGuestSession request, HttpContext context, Guests guests)
    {
        // Elsewhere somebody without a name is given one.
        TextRules.CheckName(request.Name);
        var (token, _, info) = await guests.Open(request.Name, takeSuggestion: false, context.Connection.RemoteIpAddress);
        return TypedResults.Ok(new OpenedSession(token, info.User, info.ExpiresAt));
    }

    private static async Task<NoContent> Close(HttpContext context, Guests guests, SessionRegistry sessions)
    {
        var (info, hash) = TokenAuthentication.SessionOf(context);
        await guests.Close(info.User.Id, hash);
        // Their goodbyes take a moment that the caller need not wait for.
        _ = sessions.CloseToken(hash);
        return TypedResults.NoContent();
    }
}
