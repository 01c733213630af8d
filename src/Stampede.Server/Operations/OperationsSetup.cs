using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Operations;
using Stampede.Postgres.Operators;
using Stampede.Server.Http;

namespace Stampede.Server.Operations;

internal static class OperationsSetup
{
    /// <summary>As many as the largest page, and one that tells whether there are more.</summary>
    private const int NewestHolds = Paging.LimitMax;

    /// <summary>Needs the storage, the engine and the live feed.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<Draining>()
        .AddHostedService(provider => provider.GetRequiredService<Draining>())
        .AddSingleton<Readiness>()
        .AddSingleton<ThisNode>()
        .AddSingleton<RefusalCounts>()
        .AddSingleton(provider => new RefusalRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton(provider => new NodeRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton(provider => new HistoryRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton(provider => new HoldReads(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton(provider =>
        {
            var reads = new BoardReads(provider.GetRequiredService<ConnectionPools>().Reads, provider.GetRequiredService<ThisNode>().Id);
            return Polled<BoardReading>(provider, (drop, before) => reads.ReadAsync(drop, before, CancellationToken.None));
        })
        .AddSingleton(provider =>
        {
            var reads = new ReportReads(provider.GetRequiredService<ConnectionPools>().Reads);
            return Polled<DropReport>(provider, (drop, _) => reads.ReadAsync(drop, CancellationToken.None));
        })
        .AddSingleton(provider => new SignalReads(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton(provider => Polled<SignalsReading>(provider, (drop, _) => provider.GetRequiredService<SignalReads>().ReadAsync(drop, CancellationToken.None)))
        .AddSingleton(provider => new CustomerNotes(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton(provider => Polled<HoldsReading>(
            provider, (drop, _) => provider.GetRequiredService<HoldReads>().ListAsync(drop, before: null, NewestHolds, CancellationToken.None)))
        .AddSingleton(provider => new CoalescedVerifications(
            provider.GetRequiredService<Verification>().VerifyAsync, provider.GetRequiredService<TimeProvider>()))
        .AddHostedService<RefusalWriter>()
        .AddHostedService<NodeHeartbeat>();

    public static IApplicationBuilder UseDraining(this IApplicationBuilder app) => app.Use(app.ApplicationServices.GetRequiredService<Draining>().InvokeAsync);

    private static PolledReads<T> Polled<T>(IServiceProvider provider, Func<DropId, T?, Task<T?>> read)
        where T : class => new(read, provider.GetRequiredService<TimeProvider>());
}
