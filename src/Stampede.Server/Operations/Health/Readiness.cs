using Npgsql;
using Stampede.Postgres;
using Stampede.Postgres.Migrations;

namespace Stampede.Server.Operations;

/// <param name="Warnings">What the database's own settings put at risk.</param>
internal sealed record ReadinessReport(string Database, string Schema, string Journal, IReadOnlyList<string> Warnings)
{
    public bool IsReady => (Database, Schema, Journal) is ("ok", "ok", "ok");
}

/// <summary>
/// Whether a reservation could be decided now. One look serves all who ask meanwhile and shortly after, so that asking often
/// costs nothing; it takes no connection that readers use, so that a crowd of them makes no node unready.
/// </summary>
internal sealed class Readiness(ConnectionPools pools, Migrator migrator, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The journal's connections come back within milliseconds, however busy it is.</summary>
    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<ReadinessReport>? last;
    private long lastEndedAt;

    public Task<ReadinessReport> LookAsync()
    {
        lock (gate)
        {
            if (last is null || (last.IsCompleted && time.GetElapsedTime(Volatile.Read(ref lastEndedAt)) > KeptFor))
                last = LookAnewAsync();
            return last;
        }
    }

    private async Task<ReadinessReport> LookAnewAsync()
    {
        await Task.Yield(); // Not under the gate.
        try
        {
            var journal = LookAtJournalAsync();
            var (database, schema, warnings) = await LookAtDatabaseAsync();
            return new ReadinessReport(database, schema, await journal, warnings);
        }
        finally
        {
            Volatile.Write(ref lastEndedAt, time.GetTimestamp());
        }
    }

    private async Task<(string Database, string Schema, IReadOnlyList<string> Warnings)> LookAtDatabaseAsync()
    {
        using var bounded = new CancellationTokenSource(Patience, time);
        try
        {
            var state = await TwiceAsync(() => ServerState.ReadAsync(pools.Health, bounded.Token), bounded.Token);
            return (state.IsStandby ? "standby" : "ok", await migrator.IsCurrentAsync(pools.Health, bounded.Token) ? "ok" : "outdated", state.Warnings);
        }
        catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException or TimeoutException or UnfitServerException)
        {
            return ("unreachable", "unknown", []);
        }
    }

    private async Task<string> LookAtJournalAsync()
    {
        using var bounded = new CancellationTokenSource(JournalPatience, time);
        var hasConnection = false;
        try
        {
            await TwiceAsync(
                async () =>
                {
                    hasConnection = false;
                    await using var connection = await pools.Journal.OpenConnectionAsync(bounded.Token);
                    hasConnection = true;
                    await using var command = new NpgsqlCommand("select 1", connection);
                    return await command.ExecuteScalarAsync(bounded.Token);
                },
                bounded.Token);
            return "ok";
        }
        catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return !hasConnection && fault is OperationCanceledException ? "taken" : "unreachable";
        }
    }

    /// <summary>A pooled connection may have died with the PostgreSQL of before: then the next one tells.</summary>
    private static async Task<T> TwiceAsync<T>(Func<Task<T>> look, CancellationToken cancellation)
    {
        try
        {
            return await look();
        }
        catch (NpgsqlException) when (!cancellation.IsCancellationRequested)
        {
            return await look();
        }
    }
}
