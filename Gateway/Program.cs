using OrleansChat.Gateway.Engines;
using OrleansChat.Gateway.Hosting;
using OrleansChat.Grains.Hosting;
using OrleansChat.Grains.Postgres;

var builder = WebApplication.CreateBuilder(ChatHost.Options(args));
builder.ListenByDefault("http://0.0.0.0:8080");
builder.AddReadableLogs();
builder.Services.AddSingleton(TimeProvider.System);
// The HTTP server answers /healthz while the engine is still looking for its cluster.
builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);

try
{
    builder.AddChatEngine();
    builder.AddGateway();
    var app = builder.Build();
    app.MapGateway();
    await app.PrepareEngine();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is StartException or SchemaException or Npgsql.NpgsqlException or IOException
    or Microsoft.Extensions.Options.OptionsValidationException)
{
    await Console.Error.WriteLineAsync($"The gateway can't start: {e.Message}");
    return 1;
}
