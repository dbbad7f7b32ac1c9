using OrleansChat.Gateway.Doors.Rest;
using OrleansChat.Grains.Hosting;

namespace OrleansChat.Gateway.Hosting;

/// <summary>
/// Keeps pages of other origins away from every browser door. A request without Origin header isn't a page's script's and
/// passes; a page passes when it comes from this host itself or from an origin of the setting <c>Origins</c>. Pictures and
/// the like, which browsers fetch without that header wherever a page says, open no Socket.IO connection.
/// </summary>
internal static class OriginGuard
{
    public static void UseOriginGuard(this WebApplication app)
    {
        var allowed = (app.Configuration.GetSection("Origins").Get<string[]>() ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (allowed.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
            throw new StartException($"Origins: '{wrong}' is no origin; write it as https://chat.example.com.");
        if (allowed.Count > 0)
            app.UseCors(policy => policy.WithOrigins([.. allowed]).AllowAnyHeader().AllowAnyMethod().AllowCredentials());
        app.Use((context, next) => IsAllowed(context.Request, allowed) ? next(context) : Problems.Write(context, ErrorCode.OriginNotAllowed));
    }

    // Of all doors this one alone does something by a mere GET. Scripts of other origins send their Origin with it.
    private static bool IsForeignPicture(HttpRequest request) =>
        request.Path.StartsWithSegments("/socket.io", StringComparison.OrdinalIgnoreCase) && request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);

    private static bool IsAllowed(HttpRequest request, HashSet<string> allowed)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return !IsForeignPicture(request);
        if (allowed.Contains(origin)) return true;
        // "null" (a sandboxed frame, a file) is nobody's host.
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
