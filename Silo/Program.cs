using OrleansChat.Grains.Hosting;
using OrleansChat.Grains.Postgres;
using OrleansChat.Silo;

return await ChatHost.Run("silo", async () =>
{
    if (NewEpoch.IsAskedFor(args))
    {
        await NewEpoch.Begin(args, TimeProvider.System);
        return;
    }

    var builder = WebApplication.CreateBuilder(ChatHost.Options(args));
    builder.ListenByDefault("http://0.0.0.0:8082");
    builder.AddReadableLogs();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddChatGrains(builder.Configuration);
    builder.AddChatSilo();
    builder.Services.AddHealthChecks().AddCheck<SiloReadiness>("silo");

    var app = builder.Build();
    app.ExitInTheEnd();
    app.MapSiloHealth();
    // Before Orleans starts: it finds its own tables by the same migrations.
    await app.Services.GetRequiredService<Migrator>().Migrate(patience: TimeSpan.FromSeconds(60));
    await app.RunAsync();
});
