using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace OrleansChat.Grains.Hosting;

/// <summary>What both hosts have in common before they differ.</summary>
public static class ChatHost
{
    /// <summary>Settings and static files lie beside the program, wherever it is started from; unless <c>--contentRoot</c> says otherwise, as it does
    /// when a build is run from a checkout.</summary>
    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        ContentRootPath = args.Any(arg => arg.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase))
            ? null
            : AppContext.BaseDirectory,
    };

    /// <summary>Sets the address to listen at, unless <c>ASPNETCORE_URLS</c> or <c>--urls</c> does. Not in
    /// appsettings.json, which would override both.</summary>
    public static void ListenByDefault(this WebApplicationBuilder builder, string url)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(url);
    }
}
