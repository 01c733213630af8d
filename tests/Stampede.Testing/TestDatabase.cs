using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Postgres.Migrations;

namespace Stampede.Testing;

/// <summary>A database of a test's own, dropped with it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Empty = "template1";

    private static readonly Lazy<Task<string>> Migrated = new(MakeMigratedAsync);

    private readonly string name;
    private readonly string clusterConnectionString;

    private TestDatabase(string name, string clusterConnectionString)
    {
        (this.name, this.clusterConnectionString) = (name, clusterConnectionString);
        ConnectionString = new NpgsqlConnectionStringBuilder(clusterConnectionString) { Database = name }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>An empty one.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateAsync(Empty);

    /// <summary>One with the whole schema, copied: migrating takes longer than most tests.</summary>
    public static async Task<TestDatabase> CreateMigratedAsync() => await CreateAsync(await Migrated.Value);

    private static async Task<TestDatabase> CreateAsync(string template)
    {
        var cluster = await PrivateCluster.GetAsync();
        var name = $"test_{Guid.CreateVersion7():n}";
        await ExecuteAsync(cluster.ConnectionString, $"create database {name} template {template}");
        return new(name, cluster.ConnectionString);
    }

    /// <returns>Its name. Nobody is connected to it any more: PostgreSQL would not copy it otherwise.</returns>
    private static async Task<string> MakeMigratedAsync()
    {
        var made = await CreateAsync();
        await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(made.DataSource);
        await made.DataSource.DisposeAsync();
        return made.name;
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await ExecuteAsync(clusterConnectionString, $"drop database if exists {name} with (force)");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
