using Microsoft.Extensions.Logging.Abstractions;
using OrleansChat.Grains;
using OrleansChat.Grains.Lists;
using OrleansChat.Grains.Local;
using OrleansChat.Grains.Log;
using OrleansChat.Grains.Online;
using OrleansChat.Grains.Rooms;
using OrleansChat.Grains.Users;

namespace OrleansChat.Testing.Rooms;

/// <summary>Local engines in memory, for tests.</summary>
public static class LocalEngines
{
    /// <summary>An engine over its own tables, or over those of another one, as two processes share a database.</summary>
    public static LocalEngine Create(
        MemoryTables? tables = null, RoomOptions? rooms = null, IRoomLog? log = null,
        TimeProvider? time = null, IDispatcher? dispatcher = null, LocalEngineOptions? options = null, LogEpoch? epoch = null,
        RoomMetrics? metrics = null, PresenceOptions? presence = null, AnnouncementOptions? announcements = null, IOtherGrains? others = null)
    {
        tables ??= new MemoryTables();
        time ??= TimeProvider.System;
        presence ??= new PresenceOptions();
        var directory = new MemoryDirectory(tables, time, presence);
        return new LocalEngine(
            new RoomServices(
                log ?? new MemoryRoomLog(tables), epoch ?? new LogEpoch(), directory, rooms ?? new RoomOptions(),
                metrics ?? Unmeasured.Rooms, time, NullLogger<Room>.Instance),
            new UserServices(directory, time, NullLogger<User>.Instance),
            options ?? new LocalEngineOptions(),
            dispatcher ?? new ThreadPoolDispatcher(),
            people: new PeopleServices(
                new PresenceServices(
                    new MemoryPresenceStore(tables, time, presence), presence, announcements ?? new AnnouncementOptions(),
                    time, NullLogger<Presence>.Instance),
                new MemoryDirectoryReads(tables, time)),
            others: others);
    }
}
