using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Line;
using Stampede.Testing;

namespace Stampede.Postgres.Tests.Line;

/// <summary>A node's part of lines, without lanes and HTTP.</summary>
internal sealed class LineNode : IAsyncDisposable
{
    private readonly ConnectionPools pools;

    /// <param name="keep">What becomes of the command that keeps for the line what joiners wait for. Null: it is done.</param>
    public LineNode(string connectionString, Func<DropId, Command, ValueTask<Outcome>>? keep = null)
    {
        Keep = keep ?? ((_, _) => ValueTask.FromResult<Outcome>(new Outcome.Done(0)));
        pools = new ConnectionPools(connectionString, 4, 4);
        Journal = new LineJournal(pools.Journal, Keep, TimeProvider.System, NullLogger<LineJournal>.Instance);
        Orders = new LineOrders(pools.Reads, TimeProvider.System);
        Seals = new LineSeals(pools.Journal);
        Rows = new LineRows(pools.Reads);
        Reads = new LineReads(pools.Reads);
        Misses = new MissedOffers(pools.Reads, Journal);
    }

    private Func<DropId, Command, ValueTask<Outcome>> Keep { get; }

    public LineJournal Journal { get; }

    public LineOrders Orders { get; }

    public LineSeals Seals { get; }

    public LineRows Rows { get; }

    public LineReads Reads { get; }

    public MissedOffers Misses { get; }

    public async Task<LineOutcome> JoinAsync(DropSnapshot drop, CustomerId customer, int variant = 0, int quantity = 1) =>
        await Journal.SubmitAsync(drop.Id, new LineRequest.Join(customer, AnyEntry(), [drop.Variants[variant].Id], quantity));

    public static EntryId AnyEntry() => new(new Guid(RandomNumberGenerator.GetBytes(16)));

    /// <summary>The register's row, and what the drop's ledger would say of it.</summary>
    public async Task<LineState> OpenAsync(EngineOnPostgres engine, DropSnapshot drop, LineTerms terms)
    {
        var row = await Rows.MakeAsync(drop.Id, new string('c', 64), RandomNumberGenerator.GetBytes(48), CancellationToken.None);
        return await WriteAsync(engine, drop, new LineState(row.Number, terms, row.Commit)
        {
            Phase = terms.Mode == Entrance.Open ? LinePhase.Serving : LinePhase.Gathering,
            Wanted = terms.Mode == Entrance.Open ? VariantList.None : null,
        });
    }

    public static async Task<LineState> WriteAsync(EngineOnPostgres engine, DropSnapshot drop, LineState line)
    {
        await engine.ExecuteAsync($"update drop set line = '{LineJson.Of(line)}' where id = '{drop.Id}'");
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        Journal.Dispose();
        await pools.DisposeAsync();
    }
}
