using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Line;
using Stampede.Postgres.Proofs;
using Stampede.Proof;
using Stampede.Testing;

namespace Stampede.Postgres.Tests.Proofs;

/// <summary>What is signed of a ledger, and what is not.</summary>
public sealed class Notarizing(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private static readonly ProofSigningKey Key = new(SHA256.HashData("a key for tests"u8));

    [Fact]
    public async Task A_long_ledger_is_caught_up_with_in_pieces_and_signed_at_its_end()
    {
        const int holds = NotaryJournal.LinesMax + 700;
        var drop = await engine.CreateDropAsync([holds]);
        var node = engine.StartNode();
        await Task.WhenAll(Enumerable.Range(0, holds).Select(_ => node.Lanes.SubmitAsync(
            drop.Id, new Command.Reserve(new(Guid.CreateVersion7()), EngineOnPostgres.AnyCustomer(), null, 1, null)).AsTask()));
        var (rows, notary) = await NotaryAsync();
        (await notary.GrowAsync(drop.Id, ProofRows.Ledger, CancellationToken.None)).ShouldBeTrue();
        (await rows.FindLatestAsync(drop.Id, ProofRows.Ledger, CancellationToken.None)).ShouldBeNull("A piece is not signed.");
        (await notary.GrowAsync(drop.Id, ProofRows.Ledger, CancellationToken.None)).ShouldBeFalse();
        (await notary.GrowAsync(drop.Id, ProofRows.Ledger, CancellationToken.None)).ShouldBeFalse();

        var leaves = (await rows.ListLinesAsync(drop.Id, ProofRows.Ledger, 0, int.MaxValue, CancellationToken.None)).Select(line => Merkle.Leaf(line)).ToArray();
        leaves.Length.ShouldBe(holds + 1);
        await SignedShouldBeAsync(rows, drop.Id, leaves);
        var tiles = await rows.ListTilesAsync(drop.Id, ProofRows.Ledger, leaves.Length, CancellationToken.None);
        tiles.Count.ShouldBe(leaves.Length / TiledTree.TileLeaves);
        for (var tile = 0; tile < tiles.Count; tile++)
            tiles[tile].ShouldBe(Merkle.Root(leaves.AsSpan(tile * TiledTree.TileLeaves, TiledTree.TileLeaves)));
    }

    [Fact]
    public async Task What_is_not_committed_is_not_signed()
    {
        var drop = await engine.CreateDropAsync([1]);
        var (rows, notary) = await NotaryAsync();
        await using (var connection = await engine.Database.OpenConnectionAsync())
        {
            await using var open = await connection.BeginTransactionAsync();
            await using var write = new NpgsqlCommand(
                $"insert into movement (drop_id, version, at, kind) values ('{drop.Id}', 2, clock_timestamp(), 'opened'); update drop set version = 2 where id = '{drop.Id}'", connection, open);
            await write.ExecuteNonQueryAsync();
            (await notary.FindChangedAsync([drop.Id], CancellationToken.None)).ShouldBe([drop.Id]);
            await notary.GrowAsync(drop.Id, ProofRows.Ledger, CancellationToken.None);
            await open.RollbackAsync();
        }

        (await notary.FindChangedAsync([drop.Id], CancellationToken.None)).ShouldBeEmpty();
        var signed = (await rows.FindLatestAsync(drop.Id, ProofRows.Ledger, CancellationToken.None)).ShouldNotBeNull();
        signed.Size.ShouldBe(1);
    }

    [Fact]
    public async Task Two_nodes_at_once_sign_one_tree()
    {
        var drop = await engine.CreateDropAsync([200]);
        var node = engine.StartNode();
        var (rows, first) = await NotaryAsync();
        var (_, second) = await NotaryAsync();
        var done = false;
        async Task SignAsync(NotaryJournal notary)
        {
            while (!Volatile.Read(ref done))
                await notary.GrowAsync(drop.Id, ProofRows.Ledger, CancellationToken.None);
        }

        var notaries = Task.WhenAll(Task.Run(() => SignAsync(first)), Task.Run(() => SignAsync(second)));
        for (var i = 0; i < 100; i++)
            await node.Lanes.SubmitAsync(drop.Id, new Command.Reserve(new(Guid.CreateVersion7()), EngineOnPostgres.AnyCustomer(), null, 1, null));
        Volatile.Write(ref done, true);
        await notaries;
        await first.GrowAsync(drop.Id, ProofRows.Ledger, CancellationToken.None);

        var leaves = (await rows.ListLinesAsync(drop.Id, ProofRows.Ledger, 0, int.MaxValue, CancellationToken.None)).Select(line => Merkle.Leaf(line)).ToArray();
        leaves.Length.ShouldBe(101);
        await SignedShouldBeAsync(rows, drop.Id, leaves);
    }

    [Fact]
    public async Task A_ledger_with_a_gap_is_not_signed()
    {
        var drop = await engine.CreateDropAsync([1]);
        await engine.ExecuteAsync($"insert into movement (drop_id, version, at, kind) values ('{drop.Id}', 3, clock_timestamp(), 'opened')");
        var (rows, notary) = await NotaryAsync();
        (await Should.ThrowAsync<InvalidDataException>(() => notary.GrowAsync(drop.Id, ProofRows.Ledger, CancellationToken.None))).Message.ShouldContain("gap");
        (await rows.FindLatestAsync(drop.Id, ProofRows.Ledger, CancellationToken.None)).ShouldBeNull();
    }

    /// <summary>Rows that follow the ledger may change; its lines do not.</summary>
    [Fact]
    public async Task A_line_is_the_same_for_ever()
    {
        var drop = await engine.CreateDropAsync([5]);
        var node = engine.StartNode();
        var (customer, reservation) = (EngineOnPostgres.AnyCustomer(), new ReservationId(Guid.CreateVersion7()));
        await node.Lanes.SubmitAsync(drop.Id, new Command.Reserve(reservation, customer, null, 1, null));
        var (rows, _) = await NotaryAsync();
        var key = await rows.PseudonymKeyAsync(drop.Id, CancellationToken.None);
        var before = await ReadAsync(rows, drop.Id);
        before.ShouldContain($"\"customer\":\"{Pseudonym.Of(key, customer.Value)}\"");
        await engine.ExecuteAsync($"update reservation set expires_at = expires_at + interval '1 minute' where id = '{reservation}'");
        await node.Lanes.SubmitAsync(drop.Id, new Command.Buy(reservation, new(Guid.CreateVersion7()), customer, "Somebody"));
        (await ReadAsync(rows, drop.Id)).ShouldStartWith(before);
        (await rows.PseudonymKeyAsync(drop.Id, CancellationToken.None)).ShouldBe(key);
    }

    /// <summary>A server of before did not say how long offers are good for: what it signed is still read as it was signed.</summary>
    [Theory]
    [InlineData("", "", "")]
    [InlineData(",\"tellsTimes\":true", "\"claimSeconds\":30,", ",\"paySeconds\":86400,\"quietHours\":{\"from\":\"22:00\",\"to\":\"08:30\",\"zone\":\"Europe/Berlin\"}")]
    public async Task A_line_that_was_opened_is_read_as_it_was_signed(string told, string claim, string pay)
    {
        var drop = await engine.CreateDropAsync([1]);
        var terms = "{\"mode\":\"queue\",\"waitlist\":true,\"claimSeconds\":30,\"paySeconds\":86400,\"beacon\":{\"kind\":\"none\"},\"quietHours\":{\"from\":\"22:00:00\",\"to\":\"08:30:00\",\"zone\":\"Europe/Berlin\"}}";
        await engine.ExecuteAsync(
            $"insert into movement (drop_id, version, at, kind, data) values ('{drop.Id}', 2, '2030-01-31T10:00:00Z', 'line_opened', '{{\"line\":{{\"number\":7,\"commit\":\"cc\",\"phase\":\"gathering\",\"terms\":{terms}{told}}}}}')");
        var (rows, _) = await NotaryAsync();
        await rows.PseudonymKeyAsync(drop.Id, CancellationToken.None);
        (await ReadAsync(rows, drop.Id)).ShouldEndWith(
            $"{{\"at\":\"2030-01-31T10:00:00.000000Z\",\"beacon\":{{\"kind\":\"none\"}},{claim}\"commit\":\"cc\",\"kind\":\"line_opened\",\"line\":7,\"log\":0,\"mode\":\"queue\"{pay},\"version\":2}}\n");
    }

    [Theory]
    [InlineData("update proof_checkpoint set note = ''")]
    [InlineData("delete from proof_tile")]
    [InlineData("delete from proof_pseudonym")]
    [InlineData("insert into proof_key (shop, public_key, private_key) values ('x', decode(repeat('00', 32), 'hex'), ''), ('x', decode(repeat('01', 32), 'hex'), '')")]
    public async Task What_was_signed_stays_signed(string sql) => await Should.ThrowAsync<PostgresException>(() => engine.ExecuteAsync(sql));

    private static async Task SignedShouldBeAsync(ProofRows rows, DropId drop, byte[][] leaves)
    {
        var all = await rows.ListCheckpointsAsync(drop, ProofRows.Ledger, 0, long.MaxValue, int.MaxValue, CancellationToken.None);
        all[^1].Size.ShouldBe(leaves.Length);
        all.Select(checkpoint => checkpoint.At).ShouldBeInOrder();
        foreach (var signed in all)
        {
            var note = SignedNote.Parse(signed.Note).ShouldNotBeNull();
            note.FindSigner([Key.Public]).ShouldNotBeNull();
            Checkpoint.Of(note)!.Size.ShouldBe(signed.Size);
            Checkpoint.Of(note)!.Root.ShouldBe(Merkle.Root(leaves.AsSpan(0, (int)signed.Size)));
        }
    }

    private static async Task<string> ReadAsync(ProofRows rows, DropId drop) =>
        string.Concat((await rows.ListLinesAsync(drop, ProofRows.Ledger, 0, 100, CancellationToken.None)).Select(line => Encoding.UTF8.GetString(line) + "\n"));

    private async Task<(ProofRows Rows, NotaryJournal Notary)> NotaryAsync()
    {
        await new ProofKeyRows(engine.Database).AddAsync("shop.example", Key.Public, "kept elsewhere", onlyFirst: true, CancellationToken.None);
        var logs = new LineLogReads(engine.Database).ToLogs();
        var rows = new ProofRows(engine.Database, logs);
        return (rows, new NotaryJournal(engine.Database, rows, logs, (_, checkpoint) => checkpoint.Sign(Key).ToString()));
    }
}
