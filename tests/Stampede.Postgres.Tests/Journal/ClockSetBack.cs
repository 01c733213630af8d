using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Domain;
using Stampede.EmbeddedPostgres;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Migrations;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>A PostgreSQL whose machine's clock is set back while it serves.</summary>
public sealed class ClockSetBack : IAsyncDisposable
{
    private static readonly string? Library = new[] { "x86_64", "aarch64" }
        .Select(machine => $"/usr/lib/{machine}-linux-gnu/faketime/libfaketime.so.1").FirstOrDefault(File.Exists);

    private readonly DataFolder folder = new();

    private string Offset => Path.Combine(folder.Path, "offset");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    [Fact]
    public async Task Time_never_falls_in_a_drop_and_no_drop_has_anothers_time()
    {
        Assert.SkipUnless(Library is not null, "libfaketime is not installed (on Debian: apt-get install libfaketime).");
        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(Offset, "+0", Ct);
        await using var postgres = await DataFolder.StartAsync(folder.Options with { BinariesDirectory = await MakeProgramsAsync() });
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(database, Ct);
        var (older, younger) = (await CreateDropAsync(database), await CreateDropAsync(database));
        await using var one = new Node(postgres.ConnectionString, new LaneOptions());
        await using var other = new Node(postgres.ConnectionString, new LaneOptions());
        var first = (await one.ReserveAsync(older, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;

        await File.WriteAllTextAsync(Offset, "-1h", Ct);
        var clock = "select clock_timestamp()";
        await Until.TrueAsync(async () => await ScalarAsync<DateTime>(clock) < first.CreatedAt.UtcDateTime);

        // By the lane that knows the drop, and by one that has to load it.
        var bought = (await one.BuyAsync(older.Id, first)).ShouldBeOfType<Outcome.Purchased>().Purchase;
        bought.PurchasedAt.ShouldBe(first.CreatedAt);
        var second = (await other.ReserveAsync(older, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        second.CreatedAt.ShouldBe(first.CreatedAt);
        // In another drop nothing has moved yet at a later time: it goes by the clock.
        var together = await Task.WhenAll(one.ReserveAsync(older, AnyCustomer()), one.ReserveAsync(younger, AnyCustomer()));
        ((Outcome.Reserved)together[0]).Hold.CreatedAt.ShouldBe(first.CreatedAt);
        ((Outcome.Reserved)together[1]).Hold.CreatedAt.ShouldBeLessThan(first.CreatedAt);

        await File.WriteAllTextAsync(Offset, "+0", Ct);
        await Until.TrueAsync(async () => await ScalarAsync<DateTime>(clock) > first.CreatedAt.UtcDateTime);
        ((Outcome.Reserved)await other.ReserveAsync(older, AnyCustomer())).Hold.CreatedAt.ShouldBeGreaterThan(first.CreatedAt);
        (await ScalarAsync<long>("""
            select count(*) from (select at < lag(at) over (partition by drop_id order by version) as falls from movement) m where falls
            """)).ShouldBe(0);
        (await new Verification(database).VerifyAllAsync(Ct)).ShouldBeEmpty();

        async Task<T> ScalarAsync<T>(string sql)
        {
            await using var command = database.CreateCommand(sql);
            return (T)(await command.ExecuteScalarAsync(Ct))!;
        }
    }

    /// <summary>PostgreSQL's programs, with a clock that is as far off as the file says.</summary>
    /// <returns>Their folder.</returns>
    private async Task<string> MakeProgramsAsync()
    {
        var real = await PostgresBinaries.FindAsync(folder.Options, folder.Cluster, Ct);
        var programs = Path.Combine(folder.Path, "programs");
        Directory.CreateDirectory(Path.Combine(programs, "bin"));
        foreach (var program in new[] { "postgres", "initdb", "pg_ctl" })
        {
            var faked = program == "pg_ctl"
                ? $"LD_PRELOAD={Library} FAKETIME_TIMESTAMP_FILE='{Offset}' FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 "
                : "";
            // It is marked as executable by whoever looks for it.
            await File.WriteAllTextAsync(
                Path.Combine(programs, "bin", program), $"#!/bin/sh\n{faked}exec '{real.Program(program)}' \"$@\"\n", Ct);
        }

        return programs;
    }

    private static async Task<DropSnapshot> CreateDropAsync(NpgsqlDataSource database)
    {
        var drop = new NewDrop
        {
            Id = new DropId(Guid.CreateVersion7()),
            Slug = $"drop-{Guid.NewGuid():n}",
            Name = "Drop",
            Terms = new DropTerms { Price = new Money(19900, "USD"), HoldSeconds = 600, LimitPerCustomer = 1, StartsAt = DateTimeOffset.UtcNow.AddDays(-1) },
            IsDraft = false,
            Variants = [new VariantStock(new VariantId(Guid.CreateVersion7()), "EU 40", 10, 0, 0)],
        };
        (await new DropWrites(database).TryCreateAsync(drop, byOperator: null, Ct)).ShouldBeTrue();
        return (await new DropReads(database, latestPurchasers: 3).FindAsync(drop.Id, Ct)).ShouldNotBeNull();
    }
}
