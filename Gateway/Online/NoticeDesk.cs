using System.Collections.Concurrent;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Online;

/// <summary>Passes the notices of the cluster on to the sessions they are for.</summary>
internal sealed class NoticeDesk(SessionRegistry sessions, IChatEngine engine, EngineCalls calls) : INoticeSink
{
    // One lookup for all who are told of the same person at the same time.
    private readonly ConcurrentDictionary<Guid, Task<Actor>> _looking = new();

    /// <summary>Passes a notice on. Never waits for a client.</summary>
    public Task Take(Notice notice)
    {
        switch (notice)
        {
            case { Kind: NoticeKind.Announcement, Text: { } text }:
                ToAll(new AnnouncementNotice(text, notice.At));
                break;
            case { Kind: NoticeKind.Online or NoticeKind.Offline, Who: { } who }:
                ToAll(new PresenceNotice(who, notice.Kind == NoticeKind.Online, notice.At));
                break;
            case { Kind: NoticeKind.Renamed, Who: { } who }:
                foreach (var session in sessions.Of(who.Id)) session.Take(who);
                break;
            case { Kind: NoticeKind.Direct, Direct: { } news } when DirectRooms.TryParse(news.Room, out var one, out var other):
                foreach (var session in sessions.Of(one).Concat(other == one ? [] : sessions.Of(other))) _ = session.Hear(news, NameOf);
                break;
        }

        return Task.CompletedTask;
    }

    private void ToAll(ClientNotice notice)
    {
        var frame = new NoticeFrame(notice);
        foreach (var session in sessions.All) session.Deliver(frame);
    }

    private async Task<Actor> NameOf(Guid user)
    {
        if (sessions.Of(user) is [var session, ..]) return session.User;
        var looking = _looking.GetOrAdd(user, LookUp);
        try
        {
            return await looking;
        }
        finally
        {
            _looking.TryRemove(KeyValuePair.Create(user, looking));
        }
    }

    private async Task<Actor> LookUp(Guid user) =>
        (await calls.Run(() => engine.Directory.ReadUser(user), ErrorCode.Unavailable))?.User ?? throw new ChatException(ErrorCode.NoSuchRoom);
}
