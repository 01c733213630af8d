using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Migrations;
using Stampede.Postgres.Operators;
using Stampede.Postgres.Reservations;

namespace Stampede.Server.Hosting;

internal static class EngineSetup
{
    /// <summary>The database, and all that reads it.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, ConnectionPools pools, StampedeSettings settings) => services
        .AddSingleton(pools)
        .AddSingleton(pools.Reads)
        .AddSingleton(new DropReads(pools.Reads, settings.LatestPurchasers))
        .AddSingleton(new DropCodeRows(pools.Reads))
        .AddSingleton(new DropStandingReads(pools.Reads))
        .AddSingleton(new SettledReads(pools.Reads))
        .AddSingleton(new DropWrites(pools.Reads))
        .AddSingleton(new OperatorRequests(pools.Reads, settings.ReadConnectionsMax))
        .AddSingleton(new ReservationReads(pools.Reads))
        .AddSingleton(new LedgerReads(pools.Reads))
        .AddSingleton(new Verification(pools.Verification))
        .AddSingleton<Migrator>();

    /// <summary>Lanes over the journal; what they commit goes to <paramref name="publish"/>, what they refuse to <paramref name="refused"/>.</summary>
    public static IServiceCollection AddEngine(
        this IServiceCollection services, StampedeSettings settings, Func<IServiceProvider, Action<Commit>> publish, Func<IServiceProvider, Action<DropId, Command, Refusal>> refused) => services
        .AddSingleton<DatabaseClock>()
        .AddSingleton<EngineMetrics>()
        .AddSingleton<IJournal>(provider => new PostgresJournal(
            provider.GetRequiredService<ConnectionPools>().Journal,
            provider.GetRequiredService<DatabaseClock>(),
            settings.DropsPerTransactionMax))
        .AddSingleton(provider => new Lanes(new LaneContext
        {
            Journal = provider.GetRequiredService<IJournal>(),
            Clock = provider.GetRequiredService<DatabaseClock>(),
            Time = provider.GetRequiredService<TimeProvider>(),
            Options = new LaneOptions { LanesMax = settings.LanesMax, CustomersMax = settings.CustomersInMemoryMax },
            Metrics = provider.GetRequiredService<EngineMetrics>(),
            Log = provider.GetRequiredService<ILogger<Lanes>>(),
            Publish = publish(provider),
            Refused = refused(provider),
            IsOverload = DatabaseFaults.IsOverload,
        }))
        .AddHostedService<EngineRun>();

    /// <summary>From the first reading of the database's clock to the last batch.</summary>
    private sealed class EngineRun(Lanes lanes, IJournal journal) : BackgroundService
    {
        public override async Task StartAsync(CancellationToken cancellationToken)
        {
            // Before the first request: countdowns are by the database's clock from the beginning.
            await journal.FindDueAsync(TimeSpan.Zero, cancellationToken);
            await base.StartAsync(cancellationToken);
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            try
            {
                await lanes.SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // The usual end.
            }
        }

        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            await base.StopAsync(cancellationToken);
            await lanes.DisposeAsync();
        }
    }
}
