using Npgsql;
using OrleansChat.Grains.Hosting;
using OrleansChat.Testing.Postgres;

namespace OrleansChat.Grains.Tests.Postgres;

/// <summary>A database with much in it, in three states of PostgreSQL's knowledge of that.</summary>
public abstract class LargeDatabase(IReadOnlyDictionary<string, PlannedStatement> statements, string fill) : IAsyncLifetime
{
    private readonly List<TestDatabase> _databases = [];
    private readonly List<NpgsqlDataSource> _sources = [];

    /// <summary>As autovacuum leaves it.</summary>
    public NpgsqlDataSource Analyzed { get; private set; } = null!;

    /// <summary>As it is in its first minute.</summary>
    public NpgsqlDataSource NeverAnalyzed { get; private set; } = null!;

    /// <summary>A connection that planned everything before the first row was written.</summary>
    public NpgsqlConnection SinceEmpty { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        NeverAnalyzed = await Empty();
        SinceEmpty = await NeverAnalyzed.OpenConnectionAsync();
        foreach (var (name, statement) in statements)
        {
            await QueryPlan.Prepare(SinceEmpty, name, statement, generic: true);
            await QueryPlan.Explain(SinceEmpty, name, statement);
        }

        await Execute(NeverAnalyzed, fill);
        Analyzed = await Empty();
        await Execute(Analyzed, fill);
        await Execute(Analyzed, "analyze");
    }

    public async Task DisposeAsync()
    {
        await SinceEmpty.DisposeAsync();
        foreach (var source in _sources) await source.DisposeAsync();
        foreach (var database in _databases) await database.DisposeAsync();
    }

    /// <summary>Checks a statement's plan for all values, and the one for these.</summary>
    public async Task IsGood(NpgsqlDataSource database, string name)
    {
        foreach (var generic in (bool[])[true, false])
        {
            await using var connection = await database.OpenConnectionAsync();
            var prepared = $"{name}_{generic}";
            await QueryPlan.Prepare(connection, prepared, statements[name], generic);
            IsGood(await QueryPlan.Explain(connection, prepared, statements[name]));
        }
    }

    /// <summary>Checks the plan that was kept from when there was nothing.</summary>
    public async Task IsGoodSinceEmpty(string name) => IsGood(await QueryPlan.Explain(SinceEmpty, name, statements[name]));

    private static void IsGood(QueryPlan plan) => Assert.True(!plan.Faults().Any(), $"{string.Join(' ', plan.Faults())}\n{plan.Text}");

    private async Task<NpgsqlDataSource> Empty()
    {
        var database = await TestDatabase.Create();
        _databases.Add(database);
        var source = GrainsServices.DataSource(database.Configuration);
        _sources.Add(source);
        // What it knows is the test's to say.
        await Execute(source, """
            do $$ declare t text; begin
                for t in select tablename from pg_tables where schemaname = 'public' loop
                    execute format('alter table %I set (autovacuum_enabled = false)', t);
                end loop;
            end $$
            """);
        return source;
    }

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
