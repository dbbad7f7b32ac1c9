using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansChat.Grains.Lists;

namespace OrleansChat.Grains.Postgres;

/// <summary>The lists in PostgreSQL. Who is online is counted, and a room's members are put in order, by reading all of
/// them once; the rest reads as much as it returns.</summary>
public sealed class PostgresDirectoryReads(NpgsqlDataSource database, ILogger<PostgresDirectoryReads> log) : IDirectoryReads
{
    public async Task<UserInfo?> FindUser(string nameKey) =>
        (await ReadAll(DirectoryStatements.FindUser, User, nameKey)).SingleOrDefault();

    public async Task<UserInfo?> ReadUser(Guid id) => (await ReadAll(DirectoryStatements.ReadUser, User, id)).SingleOrDefault();

    public async Task<(int Total, ImmutableArray<Actor> Users)?> ReadOnline(string? room, string after, int count)
    {
        ImmutableArray<(int Total, Actor? User)> rows;
        if (room is null) rows = await ReadAll(DirectoryStatements.Online, OnlineRow, after, count);
        else if (await FindRoom(room) is { } id) rows = await ReadAll(DirectoryStatements.OnlineInRoom, OnlineRow, after, count, id);
        else return null;
        // One row at the least: the total.
        return (rows[0].Total, [.. rows.Select(row => row.User).OfType<Actor>()]);
    }

    public Task<ImmutableArray<RoomInfo>> ReadRooms(string search, string after, int count) =>
        ReadAll(DirectoryStatements.Rooms, Room, search, after, count);

    public async Task<RoomInfo?> ReadRoom(string room) => (await ReadAll(DirectoryStatements.Room, Room, room)).SingleOrDefault();

    public async Task<ImmutableArray<MemberInfo>?> ReadMembers(string room, string after, int count) =>
        await FindRoom(room) is { } id
            ? await ReadAll(
                DirectoryStatements.Members,
                reader => new MemberInfo(Person(reader), (MemberRole)reader.GetInt16(2), reader.GetBoolean(3)),
                id, after, count)
            : null;

    public Task<ImmutableArray<Belonging>> ReadRoomsOf(Guid user, int directs) => ReadAll(
        DirectoryStatements.RoomsOf,
        reader => new Belonging(
            reader.GetString(0),
            reader.IsDBNull(1) ? null : new Actor(reader.GetGuid(1), reader.GetString(2)),
            (MemberRole)reader.GetInt16(3),
            Text(reader, 4),
            EventRows.Number(reader, 5) ?? 0,
            Time(reader, 6)),
        user, directs);

    public Task<ImmutableArray<DirectNews>> ReadDirectNews(ImmutableArray<Guid> users, DateTimeOffset since) => ReadAll(
        DirectoryStatements.DirectNews,
        reader => new DirectNews(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)),
        users.ToArray(), since.UtcDateTime, Limits.PageEvents);

    private async Task<long?> FindRoom(string room)
    {
        var found = await ReadAll(DirectoryStatements.RoomId, reader => reader.GetInt64(0), room);
        return found.IsEmpty ? null : found[0];
    }

    private Task<ImmutableArray<T>> ReadAll<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] parameters) =>
        PostgresErrors.Guard(log, async () =>
        {
            await using var command = database.CreateCommand(sql);
            foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = ImmutableArray.CreateBuilder<T>();
            while (await reader.ReadAsync()) rows.Add(read(reader));
            return rows.DrainToImmutable();
        });

    private static UserInfo User(NpgsqlDataReader reader)
    {
        var online = reader.GetBoolean(3);
        return new UserInfo(Person(reader), online, online ? null : Time(reader, 2));
    }

    private static (int Total, Actor? User) OnlineRow(NpgsqlDataReader reader) =>
        (reader.GetInt32(0), reader.IsDBNull(1) ? null : new Actor(reader.GetGuid(1), reader.GetString(2)));

    private static RoomInfo Room(NpgsqlDataReader reader) =>
        new(reader.GetString(0), Text(reader, 1), reader.GetInt32(2), Time(reader, 3)!.Value);

    private static Actor Person(NpgsqlDataReader reader) => new(reader.GetGuid(0), reader.GetString(1));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero);
}
