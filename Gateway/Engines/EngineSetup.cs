using System.Reflection;
using OrleansChat.Grains.Hosting;
using OrleansChat.Grains.Postgres;

namespace OrleansChat.Gateway.Engines;

/// <summary>Chooses the engine by the setting <c>Engine</c>. The only place of the gateway that knows more of engines
/// than <see cref="IChatEngine"/>.</summary>
internal static class EngineSetup
{
    // The build runs the program in this one to ask for the API's description (Microsoft.Extensions.ApiDescription.Server).
    private const string Describer = "GetDocument.Insider";

    public static void AddChatEngine(this WebApplicationBuilder builder)
    {
        if (Assembly.GetEntryAssembly()?.GetName().Name == Describer)
        {
            builder.Services.AddSingleton<IChatEngine, NoEngine>();
            return;
        }

        var engine = builder.Configuration["Engine"] ?? "cluster";
        switch (engine)
        {
            case "local":
                builder.Services.AddChatGrains(builder.Configuration);
                builder.Services.AddLocalEngine(builder.Configuration);
                break;
#if WITH_ORLEANS
            case "cluster":
                ClusterSetup.AddClusterEngine(builder);
                break;
#endif
            default:
                throw new StartException($"There is no engine '{engine}' in this build; set Engine to one of: {Known}.");
        }
    }

    /// <summary>Does what must be done before the first request: the local engine has no silo that migrates for it.</summary>
    public static async Task PrepareEngine(this WebApplication app)
    {
        if (app.Services.GetService<Migrator>() is { } migrator) await migrator.Migrate(patience: TimeSpan.FromSeconds(60));
    }

#if WITH_ORLEANS
    private const string Known = "cluster, local";
#else
    private const string Known = "local (it was built without Orleans)";
#endif
}
