using OrleansChat.Grains.Log;
using OrleansChat.Testing.Postgres;
using OrleansChat.Testing.Specs;

namespace OrleansChat.Grains.Tests.Postgres;

public sealed class PostgresLogTests(PostgresHost host) : RoomLogSpec, IClassFixture<PostgresHost>
{
    protected override IRoomLog Log => host.Get<IRoomLog>();

    protected override async Task<string?> TopicOf(RoomKey room)
    {
        await using var command = host.Database.Source.CreateCommand("select topic from rooms where room_id = $1");
        command.Parameters.AddWithValue(room.Id);
        return await command.ExecuteScalarAsync() as string;
    }
}

public sealed class LocalRoomOnPostgresTests(PostgresHost host) : RoomSpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();
}

public sealed class LocalRoomHistoryOnPostgresTests(PostgresHost host) : RoomHistorySpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();
}

public sealed class LocalMessageLifeOnPostgresTests(PostgresHost host) : MessageLifeSpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();
}

public sealed class LocalUserOnPostgresTests(PostgresHost host) : UserSpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();
}

public sealed class LocalNameOnPostgresTests(PostgresHost host) : NameSpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();
}

public sealed class LocalVisitOnPostgresTests(ShortHoldHost host) : ForgottenVisitSpec, IClassFixture<ShortHoldHost>
{
    protected override IChatEngine Engine => host.Host.Get<IChatEngine>();
}

/// <summary>The local engine over PostgreSQL, which forgets people who are gone after a moment.</summary>
public sealed class ShortHoldHost : IAsyncLifetime
{
    public PostgresHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await PostgresHost.Start(("Presence:Lease", "00:00:02"), ("Presence:Hold", "00:00:01"), ("Presence:KeepExpired", "00:00:01"));

    public Task DisposeAsync() => Host.DisposeAsync();
}

public sealed class LocalRenameOnPostgresTests(PostgresHost host) : RenameSpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();
}

public sealed class LocalDirectRoomOnPostgresTests(PostgresHost host) : DirectRoomSpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();
}

public sealed class LocalTopicOnPostgresTests(PostgresHost host) : TopicSpec, IClassFixture<PostgresHost>
{
    protected override IChatEngine Engine => host.Get<IChatEngine>();
}
