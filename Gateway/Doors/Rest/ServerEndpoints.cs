using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>Who may speak for the server, section <c>Announcements</c> of the gateway.</summary>
public sealed class AnnouncementKey
{
    /// <summary>What <c>X-Api-Key</c> has to say; without one nobody may.</summary>
    [MinLength(16)]
    public string? Key { get; set; }
}

/// <summary>Something for everybody.</summary>
/// <param name="Text">The text, at most 8 KiB of UTF-8.</param>
internal sealed record NewAnnouncement(string? Text);

/// <summary>What a client may want to know of the server.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Version">Its version.</param>
/// <param name="Time">Its clock.</param>
/// <param name="Guests">Whether people may come without an account.</param>
/// <param name="Limits">What it accepts.</param>
internal sealed record ServerInfo(string Name, string Version, DateTimeOffset Time, bool Guests, ServerLimits Limits);

/// <summary>What the server accepts; see docs/protocol.md.</summary>
internal sealed record ServerLimits(
    int TextBytes, int NameLength, int RoomNameLength, int TopicLength, int FrameBytes, int PageEvents, int MessagesPerSecond, int MessageBurst, int ResumeEvents);

/// <summary><c>/api/v1/server</c> and <c>/api/v1/announcements</c>.</summary>
internal static class ServerEndpoints
{
    private const string KeyHeader = "X-Api-Key";

    private static readonly string Version =
        typeof(ServerEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapServer(this IEndpointRouteBuilder api)
    {
        api.MapGet("/server", Read).WithTags("Server").WithSummary("Read what the server is and accepts");
        api.MapPost("/announcements", Announce).WithTags("Server").WithSummary("Say something to everybody who is connected, with the configured key");
    }

    private static Ok<ServerInfo> Read(SessionSettings s, TimeProvider time) => TypedResults.Ok(new ServerInfo(
        "OrleansChat", Version, time.GetUtcNow(), s.Guests,
        new ServerLimits(
            Limits.TextBytes, Limits.NameLength, Limits.RoomNameLength, Limits.TopicLength, Limits.FrameBytes, Limits.PageEvents,
            s.MessagesPerSecond, s.MessageBurst, s.ResumeEvents)));

    private static async Task<Accepted> Announce(
        NewAnnouncement announcement, [FromHeader(Name = KeyHeader)] string? key, AnnouncementKey settings, IChatEngine engine, EngineCalls calls,
        AddressLimits addresses, HttpContext context)
    {
        addresses.CheckFailures(context.Connection.RemoteIpAddress);
        if (settings.Key is not { } expected || key is null || !IsSame(key, expected))
        {
            addresses.Failed(context.Connection.RemoteIpAddress);
            throw new ChatException(ErrorCode.Unauthorized);
        }

        TextRules.CheckText(announcement.Text);
        await calls.Run(async () =>
        {
            await engine.Presence.Announce(announcement.Text!);
            return true;
        });
        return TypedResults.Accepted((string?)null);
    }

    // Takes as long whatever differs.
    private static bool IsSame(string key, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
