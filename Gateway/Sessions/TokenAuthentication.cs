using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansChat.Gateway.Doors.Rest;

namespace OrleansChat.Gateway.Sessions;

/// <summary>Authenticates a request by its token: see <see cref="RequestToken"/> and <see cref="Guests.Resume"/>.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Guests guests)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Token";
    private static readonly object SessionKey = new();
    private ChatException _refusal = new(ErrorCode.Unauthorized);

    /// <summary>The session of an authenticated request.</summary>
    public static (SessionInfo Info, string TokenHash) SessionOf(HttpContext context) =>
        context.Items[SessionKey] is (SessionInfo info, string tokenHash)
            ? (info, tokenHash)
            : throw new ChatException(ErrorCode.Unauthorized);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (RequestToken.Of(Request) is not { } token) return AuthenticateResult.NoResult();
        try
        {
            var (_, hash, info) = await guests.Resume(token, Context.Connection.RemoteIpAddress);
            // In the items, which SignalR copies into the context of a connection that outlives its request.
            Context.Items[SessionKey] = (info, hash);
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, info.User.Id.ToString("D"))], Scheme.Name);
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
        }
        catch (ChatException e)
        {
            _refusal = e;
            return AuthenticateResult.Fail(e.Message);
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Problems.Write(Context, _refusal);
}
