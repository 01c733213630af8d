using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Postgres.Migrations;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Contract;

/// <summary>A shop in this process.</summary>
internal sealed class HostedShop : IAsyncDisposable
{
    private readonly ServerUnderTest server;

    private HostedShop(ServerUnderTest server) => (this.server, Shop) = (server, new Shop(server.Address));

    public Shop Shop { get; }

    /// <summary>For another node beside it.</summary>
    public string ConnectionString => server.Database.ConnectionString;

    public IServiceProvider Services => server.App.Services;

    /// <param name="connectionString">Of a database elsewhere; null: one of its own.</param>
    public static async Task<HostedShop> StartAsync(string? connectionString = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>());
        if (connectionString is not null)
        {
            all["ConnectionStrings:Stampede"] = connectionString;
            await using var database = NpgsqlDataSource.Create(connectionString);
            await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(database);
        }

        var shop = new HostedShop(await ServerUnderTest.StartAsync(settings: all));
        await shop.Shop.SignInOperatorAsync();
        return shop;
    }

    /// <summary>Past the server, for tests that break something.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = server.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A number, past the server.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var command = server.Database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = server.Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>As an operator stops it; without this, disposing of it is more like a crash.</summary>
    public Task StopAsync() => server.App.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Shop.Dispose();
        await server.DisposeAsync();
    }
}

/// <summary>One shop for all tests of a class.</summary>
public sealed class SharedShop : IAsyncLifetime
{
    internal HostedShop Hosted { get; private set; } = null!;

    internal Shop Shop => Hosted.Shop;

    public async ValueTask InitializeAsync() => Hosted = await HostedShop.StartAsync();

    public ValueTask DisposeAsync() => Hosted.DisposeAsync();
}
