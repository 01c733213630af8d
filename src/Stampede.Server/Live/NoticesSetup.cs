using Npgsql;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Notices;

namespace Stampede.Server.Live;

internal static class NoticesSetup
{
    /// <summary>What the nodes on one database tell each other. Needs the engine and the live feed.</summary>
    public static IServiceCollection AddNotices(this IServiceCollection services, string connectionString) =>
        services.AddHostedService(provider => new NoticesRun(provider, connectionString));

    private sealed class NoticesRun(IServiceProvider provider, string connectionString) : IHostedService, IAsyncDisposable
    {
        private NodeNotices? notices;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            var lanes = provider.GetRequiredService<Lanes>();
            notices = new NodeNotices(
                connectionString,
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<DropReads>(),
                provider.GetRequiredService<IJournal>(),
                provider.GetRequiredService<LiveFeed>(),
                lanes.Notice,
                () => lanes.Awake,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<NodeNotices>>());
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref notices, null) is { } running)
                await running.DisposeAsync();
        }
    }
}
