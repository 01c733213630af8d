using System.Diagnostics;
using System.Globalization;
using Stampede.Domain;
using Stampede.Postgres.Line;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;
using LineOrder = Stampede.Postgres.Line.LineOrder;

namespace Stampede.Postgres.Tests.Line;

/// <summary>The one order of a line, however its entries came into the tables and whoever reads them.</summary>
public sealed class Ordering(EngineOnPostgres engine, ITestOutputHelper output) : IClassFixture<EngineOnPostgres>
{
    private static readonly LineTerms Draw = new() { Mode = Entrance.Draw, Waitlist = true, ClosesAt = DateTimeOffset.UtcNow.AddHours(-1) };

    /// <summary>More of them measure the machine: STAMPEDE_LINE_ENTRIES=1000000.</summary>
    private static readonly int Entries = int.Parse(Environment.GetEnvironmentVariable("STAMPEDE_LINE_ENTRIES") ?? "3000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task It_is_a_permutation_and_the_same_however_it_was_read()
    {
        await using var node = new LineNode(engine.ConnectionString);
        await using var other = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([10, 10, 10]);
        var gathered = await node.OpenAsync(engine, drop, Draw);
        var random = new Random(7);
        await InsertAsync(drop, Enumerable.Range(1, Entries).ToArray(), random, 0);
        // Of each hundred one left before the seal, and one after it.
        await engine.ExecuteAsync($"update line_entry set withdrawn_index = {Entries}, last_index = {Entries} where drop_id = '{drop.Id}' and seq % 100 = 1");
        await engine.ExecuteAsync($"update line_entry set withdrawn_index = {Entries + 1}, last_index = {Entries + 1} where drop_id = '{drop.Id}' and seq % 100 = 2");
        await SizeAsync(drop, Entries + 2);
        var drawn = gathered with { Phase = LinePhase.Serving, ClosedSize = Entries, SealedSize = Entries + 1, Seed = new string('5', 64), Shuffled = Entries - Entries / 100 };
        (await node.Orders.FindAsync(drop.Id, gathered, TimeSpan.Zero, CancellationToken.None)).ShouldBeNull("it is not drawn");

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var order = (await node.Orders.FindAsync(drop.Id, drawn, TimeSpan.Zero, CancellationToken.None)).ShouldNotBeNull();
        output.WriteLine($"{Entries} entries in {watch.ElapsedMilliseconds} ms, {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1_048_576.0:0.0} MB kept");
        (order.Places.Count, order.Places.Shuffled, order.LogSize).ShouldBe((drawn.Shuffled, drawn.Shuffled, Entries + 2));
        Enumerable.Range(1, order.Places.Count).Count(order.Places.HasLeftAt).ShouldBe(Entries / 100);

        // Exactly as everybody can compute it, from the entries in another order.
        var entries = await ReadAsync(drop);
        var expected = Proof.LineOrder.Sort(
            Convert.FromHexString(drawn.Seed), entries.Where(entry => entry.Seq % 100 != 1).Reverse().Select(entry => entry.Id.ToString()), id => id);
        Enumerable.Range(1, order.Places.Count).Select(place => order.Places.EntryAt(place).ToString()).ShouldBe(expected);
        foreach (var entry in entries.Take(2_000))
            order.PlaceOf(entry).ShouldBe(entry.Seq % 100 == 1 ? null : Array.IndexOf(expected, entry.Id.ToString()) + 1);

        // Later ones stand behind, in the order of the log, and so do those who missed their first offer; some leave. Piece by piece here, at once on the other node.
        var size = Entries + 2;
        for (var round = 0; round < 3; round++)
        {
            await InsertAsync(drop, Enumerable.Range(Entries + 1 + 5 * round, 5).ToArray(), random, size);
            size += 5;
            await engine.ExecuteAsync($"update line_entry set missed_index = {size}, last_index = {size} where drop_id = '{drop.Id}' and entry_id = '{order.Places.EntryAt(round * 3 + 1).Value}'");
            await engine.ExecuteAsync($"update line_entry set withdrawn_index = {size + 1}, last_index = {size + 1} where drop_id = '{drop.Id}' and seq = {Entries + 1 + 5 * round}");
            // Who was placed before leaves now.
            await engine.ExecuteAsync($"update line_entry set withdrawn_index = {size + 2}, last_index = {size + 2} where drop_id = '{drop.Id}' and withdrawn_index is null and entry_id = '{order.Places.EntryAt(round * 3 + 2).Value}'");
            await SizeAsync(drop, size += 3);
            order = (await node.Orders.FindAsync(drop.Id, drawn, TimeSpan.Zero, CancellationToken.None))!;
            order.LogSize.ShouldBe(size);
        }

        var whole = (await other.Orders.FindAsync(drop.Id, drawn, TimeSpan.Zero, CancellationToken.None))!;
        order.Places.Count.ShouldBe(drawn.Shuffled + 18);
        Same(whole.Places, order.Places, drop);
        foreach (var entry in (await ReadAsync(drop)).TakeLast(15))
        {
            var place = order.PlaceOf(entry).ShouldNotBeNull();
            place.ShouldBeGreaterThan(drawn.Shuffled);
            (order.Places.EntryAt(place), whole.PlaceOf(entry)).ShouldBe((entry.Id, place));
            order.PlaceIn(entry.Preferences[0], place).ShouldBe(entry.HasLeft ? null : order.CountUpTo(entry.Preferences[0], place));
        }
    }

    [Fact]
    public async Task A_waitlist_has_the_order_of_arrival()
    {
        await using var node = new LineNode(engine.ConnectionString);
        var drop = await engine.CreateDropAsync([0, 0]);
        var line = await node.OpenAsync(engine, drop, new LineTerms { Mode = Entrance.Open, Waitlist = true });
        var joined = new List<LineEntry>();
        for (var i = 0; i < 5; i++)
            joined.Add(((LineOutcome.Joined)await node.JoinAsync(drop, AnyCustomer(), variant: i % 2)).Entry);
        var order = (await node.Orders.FindAsync(drop.Id, line, TimeSpan.Zero, CancellationToken.None)).ShouldNotBeNull();
        joined.Select(entry => order.PlaceOf(entry)).ShouldBe([1, 2, 3, 4, 5]);
        order.Places.PlacesOf(drop.Variants[1].Id).ShouldBe([2, 4]);
        (order.Places.Seed, order.Places.Shuffled).ShouldBe((null, 0));
    }

    [Fact]
    public void Who_came_early_stands_no_better()
    {
        // The seeds make it the same each time. With n people the coefficient's standard deviation is 1 / sqrt(n - 1), here 0.022.
        const int people = 2_000;
        foreach (var seed in new[] { 4, 5, 6 })
        {
            var random = new Random(seed);
            var entries = Enumerable.Range(0, people).Select(index => Any(random, index)).ToArray();
            var line = new LineState(1, Draw, "") { Seed = Convert.ToHexStringLower(Bytes(random, 32)), ClosedSize = people, SealedSize = people };
            var order = new LineOrder(line, people, entries);
            var places = entries.Select(entry => order.PlaceOf(new LineEntry(entry.JoinedIndex + 1, entry.Entry, entry.Customer, entry.Preferences, 1, default, entry.JoinedIndex))!.Value).ToArray();
            places.Order().ShouldBe(Enumerable.Range(1, people));
            Math.Abs(Spearman(places)).ShouldBeLessThan(0.07);
            // One entry more changes nobody's ticket, so all others keep their order.
            var more = new LineOrder(line with { ClosedSize = people + 1, SealedSize = people + 1 }, people + 1, [Any(random, people), .. entries]);
            Enumerable.Range(1, people + 1).Select(place => more.Places.EntryAt(place)).Where(entry => entries.Any(one => one.Entry == entry))
                .ShouldBe(Enumerable.Range(1, people).Select(place => order.Places.EntryAt(place)));
        }
    }

    [Fact]
    public async Task Who_does_not_answer_the_first_offer_goes_to_the_end_once()
    {
        await using var lines = new LineNode(engine.ConnectionString);
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([1]);
        var row = await lines.Rows.MakeAsync(drop.Id, new string('c', 64), [1], CancellationToken.None);
        var terms = new LineTerms { Mode = Entrance.Open, Waitlist = true, ClaimSeconds = 1 };
        (await node.Lanes.SubmitAsync(drop.Id, new Command.OpenLine(terms, row.Number, row.Commit, AnyCustomer()))).ShouldBeOfType<Outcome.Done>();
        (await node.Lanes.SubmitAsync(drop.Id, new Command.PaceLine(null, false, null, LineTempo.Live, AnyCustomer()))).ShouldBeOfType<Outcome.Done>();
        var hold = (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        var first = ((LineOutcome.Joined)await lines.JoinAsync(drop, AnyCustomer())).Entry;
        await node.CancelAsync(drop.Id, hold);

        (await ServeAsync()).ShouldBe(1);
        await node.UntilAsync(commit => commit.Movements.Any(movement => movement.Kind == MovementKind.Expired));
        var (moved, version) = await lines.Misses.MoveAsync(drop.Id, 0, CancellationToken.None);
        moved.ShouldBe(1);
        (await lines.Misses.MoveAsync(drop.Id, 0, CancellationToken.None)).ShouldBe((0, version));
        (await engine.ScalarAsync<string>($"select line from line_log where drop_id = '{drop.Id}' and index = 1")).ShouldContain("\"kind\":\"missed\"");
        // At the end they are offered it once more, and then they are out.
        (await ServeAsync()).ShouldBe(1);
        (await lines.Reads.FindEntryAsync(drop.Id, first.Customer, CancellationToken.None))!.Value.Offers.Select(offer => offer.Place).ShouldBe([2, 1]);
        await Until.TrueAsync(async () => (await engine.FindAsync(drop.Id)).Variants[0].Available == 1);
        (await lines.Misses.MoveAsync(drop.Id, version, CancellationToken.None)).Moved.ShouldBe(0);
        (await ServeAsync()).ShouldBe(0);

        async Task<int> ServeAsync()
        {
            var standing = (await lines.Reads.FindStandingAsync(drop.Id, CancellationToken.None))!;
            var order = (await lines.Orders.FindAsync(drop.Id, standing.Line, TimeSpan.Zero, CancellationToken.None))!;
            return (await node.Lanes.SubmitAsync(drop.Id, new Command.Serve(order.Places, [new ReservationId(Guid.CreateVersion7())], null, IsNewest: true)))
                .ShouldBeOfType<Outcome.Served>().Offers;
        }
    }

    private static void Same(ServingOrder one, ServingOrder two, Drops.DropSnapshot drop)
    {
        one.Count.ShouldBe(two.Count);
        for (var place = 1; place <= one.Count; place++)
        {
            if ((one.EntryAt(place), one.CustomerAt(place), one.QuantityAt(place), one.HasLeftAt(place)) != (two.EntryAt(place), two.CustomerAt(place), two.QuantityAt(place), two.HasLeftAt(place))
                || !one.PreferencesAt(place).SequenceEqual(two.PreferencesAt(place)))
                Assert.Fail($"Place {place} differs.");
        }

        foreach (var variant in drop.Variants)
            one.PlacesOf(variant.Id).SequenceEqual(two.PlacesOf(variant.Id)).ShouldBeTrue();
    }

    private static double Spearman(int[] places)
    {
        var n = (double)places.Length;
        var sum = places.Index().Sum(one => Math.Pow(one.Item - (one.Index + 1), 2));
        return 1 - 6 * sum / (n * (n * n - 1));
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static OrderedEntry Any(Random random, int index) =>
        new(new EntryId(new Guid(Bytes(random, 16))), new CustomerId(new Guid(Bytes(random, 16))), [new VariantId(Guid.Empty)], 1, index, null, null);

    /// <summary>Into the table in no order at all.</summary>
    private async Task InsertAsync(Drops.DropSnapshot drop, int[] seqs, Random random, long firstIndex)
    {
        var first = seqs[0];
        random.Shuffle(seqs);
        await using var connection = await engine.Database.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy line_entry (drop_id, seq, entry_id, customer_id, preferences, quantity, joined_at, joined_index, last_index) from stdin (format binary)");
        foreach (var seq in seqs)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(drop.Id.Value);
            await copy.WriteAsync((long)seq);
            await copy.WriteAsync(new Guid(Bytes(random, 16)));
            await copy.WriteAsync(Guid.CreateVersion7());
            await copy.WriteAsync(new[] { drop.Variants[seq % 3].Id.Value, drop.Variants[(seq + 1) % 3].Id.Value });
            await copy.WriteAsync(1);
            await copy.WriteAsync(DateTime.UtcNow);
            await copy.WriteAsync(firstIndex + seq - first);
            await copy.WriteAsync(firstIndex + seq - first);
        }

        await copy.CompleteAsync();
    }

    private Task SizeAsync(Drops.DropSnapshot drop, long size) =>
        engine.ExecuteAsync($"update line set log_size = {size}, entries = (select max(seq) from line_entry where drop_id = '{drop.Id}') where drop_id = '{drop.Id}'");

    private async Task<List<LineEntry>> ReadAsync(Drops.DropSnapshot drop)
    {
        await using var command = engine.Database.CreateCommand($"select {LineSql.EntryColumns} from line_entry where drop_id = '{drop.Id}' order by seq");
        await using var rows = await command.ExecuteReaderAsync();
        var entries = new List<LineEntry>();
        while (await rows.ReadAsync())
            entries.Add(LineSql.ReadEntry(rows));
        return entries;
    }
}
