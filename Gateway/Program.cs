using OrleansChat.Gateway.Engines;
using OrleansChat.Gateway.Hosting;
using OrleansChat.Grains.Hosting;

return await ChatHost.Run("gateway", async () =>
{
    if (NewEpoch.IsAskedFor(args))
    {
        await NewEpoch.Begin(args, TimeProvider.System);
        return;
    }

    var builder = WebApplication.CreateBuilder(ChatHost.Options(args));
    builder.ListenByDefault("http://0.0.0.0:8080");
    builder.AddReadableLogs();
    builder.Services.AddSingleton(TimeProvider.System);
    // The HTTP server answers /healthz while the engine is still looking for its cluster.
    builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
    builder.AddChatEngine();
    builder.AddGateway();

    var app = builder.Build();
    app.ExitInTheEnd();
    app.MapGateway();
    await app.PrepareEngine();
    await app.RunAsync();
});
