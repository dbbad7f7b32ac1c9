using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansChat.Gateway.Doors.Rest;

namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// Authenticates a request by its token: <c>Authorization: Bearer</c>, or <c>?access_token=</c> where a browser can't
/// set headers. The user itself is asked, so a revoked token is refused from the next request on.
/// </summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IChatEngine engine, EngineCalls calls,
    AddressLimits addresses)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Token";
    private const string BearerPrefix = "Bearer ";
    private static readonly object SessionKey = new();
    private ErrorCode _refusal = ErrorCode.Unauthorized;

    /// <summary>The session of an authenticated request.</summary>
    public static (SessionInfo Info, string TokenHash) SessionOf(HttpContext context) =>
        context.Items[SessionKey] is (SessionInfo info, string tokenHash)
            ? (info, tokenHash)
            : throw new ChatException(ErrorCode.Unauthorized);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var token = header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? header[BearerPrefix.Length..].Trim()
            : Request.Query["access_token"].ToString();
        if (token.Length == 0) return AuthenticateResult.NoResult();
        if (!Tokens.TryParse(token, out var user, out var hash)) return AuthenticateResult.Fail("Not a token.");
        var address = Context.Connection.RemoteIpAddress;
        try
        {
            addresses.CheckFailures(address);
            var info = await calls.Run(() => engine.User(user).Authenticate(hash), ErrorCode.Unavailable);
            // In the items, which SignalR copies into the context of a connection that outlives its request.
            Context.Items[SessionKey] = (info, Convert.ToHexString(hash));
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.ToString("D"))], Scheme.Name);
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
        }
        catch (ChatException e)
        {
            _refusal = e.Code;
            if (e.Code == ErrorCode.Unauthorized) addresses.Failed(address);
            return AuthenticateResult.Fail(e.Message);
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Problems.Write(Context, _refusal);
}
