namespace OrleansChat.Gateway.Doors.Lines;

/// <summary>The line door: TCP, for netcat, telnet and scripts.</summary>
internal static class LineDoor
{
    public static void AddLineDoor(this IServiceCollection services)
    {
        services.AddSingleton<LineEntrance>();
        services.AddSingleton<LineServer>();
        services.AddHostedService(provider => provider.GetRequiredService<LineServer>());
    }
}
