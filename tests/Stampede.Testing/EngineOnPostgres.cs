using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Reservations;

namespace Stampede.Testing;

/// <summary>Lanes over the real journal on a database of its own, without HTTP; as many nodes as a test wants.</summary>
public sealed class EngineOnPostgres : IAsyncLifetime
{
    private readonly List<Node> nodes = [];
    private TestDatabase? database;

    internal static CustomerId AnyCustomer() => new(Guid.CreateVersion7());

    internal string ConnectionString => database!.ConnectionString;

    internal NpgsqlDataSource Database => database!.DataSource;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateMigratedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
            await node.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    internal Node StartNode(LaneOptions? options = null)
    {
        var node = new Node(database!.ConnectionString, options ?? new LaneOptions());
        nodes.Add(node);
        return node;
    }

    internal async Task<DropSnapshot> CreateDropAsync(
        int[] stock, int limit = 1, int holdSeconds = 60, DateTimeOffset? startsAt = null, DateTimeOffset? endsAt = null, bool isDraft = false, Cooldown? cooldown = null, PaymentRule payment = PaymentRule.None)
    {
        var drop = new NewDrop
        {
            Id = new DropId(Guid.CreateVersion7()),
            Slug = $"drop-{Guid.NewGuid():n}",
            Name = "Drop",
            Terms = new DropTerms
            {
                Price = new Money(19900, "USD"),
                HoldSeconds = holdSeconds,
                LimitPerCustomer = limit,
                StartsAt = startsAt,
                EndsAt = endsAt,
                Cooldown = cooldown,
                Payment = payment,
            },
            IsDraft = isDraft,
            Variants = [.. stock.Select((units, i) => new VariantStock(new VariantId(Guid.CreateVersion7()), $"EU {40 + i}", units, 0, 0))],
        };
        (await new DropWrites(Database).TryCreateAsync(drop, byOperator: null, CancellationToken.None)).ShouldBeTrue();
        return await FindAsync(drop.Id);
    }

    internal async Task<DropSnapshot> FindAsync(DropId drop) =>
        (await new DropReads(Database, latestPurchasers: 3).FindAsync(drop, CancellationToken.None)).ShouldNotBeNull();

    internal async Task ShouldBalanceAsync() =>
        (await new Verification(Database).VerifyAllAsync(CancellationToken.None)).ShouldBeEmpty();

    internal async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    internal async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    internal sealed class Node : IAsyncDisposable
    {
        private readonly CancellationTokenSource stopping = new();
        private readonly ConnectionPools pools;
        private readonly EngineMetrics metrics = new();
        private readonly Task sweep;

        public Node(string connectionString, LaneOptions options)
        {
            pools = new ConnectionPools(connectionString, 8, 8);
            Clock = new DatabaseClock(TimeProvider.System);
            Reads = new ReservationReads(pools.Reads);
            Lanes = new Lanes(new LaneContext
            {
                Journal = new PostgresJournal(pools.Journal, Clock, dropsPerTransactionMax: 100),
                Clock = Clock,
                Time = TimeProvider.System,
                Options = options,
                Metrics = metrics,
                Log = NullLogger.Instance,
                Publish = Publish,
            });
            sweep = Lanes.SweepAsync(stopping.Token);
        }

        public Lanes Lanes { get; }

        public DatabaseClock Clock { get; }

        public ReservationReads Reads { get; }

        public ConcurrentQueue<Commit> Commits { get; } = new();

        public async Task<Outcome> ReserveAsync(DropSnapshot drop, CustomerId customer, int variant = 0, int quantity = 1, string? key = null) =>
            await Lanes.SubmitAsync(
                drop.Id, new Command.Reserve(new ReservationId(Guid.CreateVersion7()), customer, drop.Variants[variant].Id, quantity, key));

        public async Task<Outcome> BuyAsync(DropId drop, Hold hold) =>
            await Lanes.SubmitAsync(drop, new Command.Buy(hold.Id, new PurchaseId(Guid.CreateVersion7()), hold.Customer, "somebody"));

        public async Task<Outcome> CancelAsync(DropId drop, Hold hold) =>
            await Lanes.SubmitAsync(drop, new Command.Cancel(hold.Id, hold.Customer));

        /// <summary>Until a commit of this node, its own or one that it read, satisfies the condition.</summary>
        public async Task<Commit> UntilAsync(Func<Commit, bool> condition)
        {
            using var bounded = new CancellationTokenSource(Until.Patience);
            while (true)
            {
                var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                committed = next;
                if (Commits.FirstOrDefault(condition) is { } found)
                    return found;
                await next.Task.WaitAsync(bounded.Token);
            }
        }

        private volatile TaskCompletionSource? committed;

        /// <summary>A test may end a node before the fixture does.</summary>
        public async ValueTask DisposeAsync()
        {
            if (stopping.IsCancellationRequested)
                return;
            await stopping.CancelAsync();
            await sweep.ContinueWith(_ => { }, TaskScheduler.Default);
            await Lanes.DisposeAsync();
            await pools.DisposeAsync();
            metrics.Dispose();
        }

        private void Publish(Commit commit)
        {
            Commits.Enqueue(commit);
            committed?.TrySetResult();
        }
    }
}
