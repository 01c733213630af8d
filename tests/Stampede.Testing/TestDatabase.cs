using Npgsql;

namespace Stampede.Testing;

/// <summary>An empty database of a test's own, dropped with it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _clusterConnectionString;

    private TestDatabase(string name, string clusterConnectionString)
    {
        (_name, _clusterConnectionString) = (name, clusterConnectionString);
        ConnectionString = new NpgsqlConnectionStringBuilder(clusterConnectionString) { Database = name }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var cluster = await PrivateCluster.GetAsync();
        var name = $"test_{Guid.CreateVersion7():n}";
        await ExecuteAsync(cluster.ConnectionString, $"create database {name}");
        return new(name, cluster.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await ExecuteAsync(_clusterConnectionString, $"drop database if exists {_name} with (force)");
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
