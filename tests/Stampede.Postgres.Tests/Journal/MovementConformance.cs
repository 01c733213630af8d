using System.Reflection;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Reservations;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>Every kind of movement goes through the writes of one node, and comes back as it was through every read of another node.</summary>
public sealed class MovementConformance(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private static readonly Cooldown Cooldown = new(5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(600));

    /// <summary>Together they set, or take away, all that a change can.</summary>
    private static readonly DropChange[] Changes =
    [
        new()
        {
            Name = "Another \"name\" ü", Description = "Described", ImageUrl = "/pictures/runner-shoe.svg", Price = new Money(5, "JPY"),
            StartsAt = Soon(3600), EndsAt = Soon(7200), LimitPerCustomer = 7, Delivery = DeliveryRule.Address, DeliveryCountries = "AT DE", Pictures = true, SizeGuide = true,
        },
        new() { WithoutDescription = true, WithoutImage = true, WithoutEnd = true, WithoutStart = true, WithoutDeliveryCountries = true },
        new()
        {
            HoldSeconds = 61, Payment = PaymentRule.Required,
            Variants = [new(new VariantId(Guid.CreateVersion7()), "Half \"size\" ½", 3), new(new VariantId(Guid.CreateVersion7()), "None yet", 0)],
        },
        new() { Archived = true },
        new() { Archived = false },
        new() { Removed = true },
    ];

    public static TheoryData<MovementKind> Kinds => [.. Enum.GetValues<MovementKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_one_node_writes_another_reads_as_it_was(MovementKind kind)
    {
        var writer = engine.StartNode();
        await using var pools = new ConnectionPools(engine.ConnectionString, 2, 2);
        var journal = new PostgresJournal(pools.Journal, new DatabaseClock(TimeProvider.System), dropsPerTransactionMax: 100);
        var (drop, folded, play) = await BeginAsync(kind, journal);

        await play(writer);

        await writer.UntilAsync(commit => commit.View.Id == drop && commit.Movements.Any(movement => movement.Kind == kind));
        var (read, fresh) = await ReadAsync(journal, drop);
        await writer.UntilAsync(commit => commit.View.Id == drop && commit.Movements.Any(movement => movement.Version == read[^1].Version));
        read.Select(AsKept).ShouldBe(writer.Commits.Where(commit => commit.View.Id == drop).SelectMany(commit => commit.Movements).Take(read.Count).Select(AsKept));
        (await journal.IsCommittedAsync(drop, read, default)).ShouldBeTrue();
        (await journal.IsCommittedAsync(drop, [.. read.SkipLast(1), read[^1] with { At = read[^1].At.AddTicks(10) }], default)).ShouldBeFalse();

        foreach (var movement in read)
            folded.Apply(movement);
        Describe(folded, read).ShouldBe(Describe(fresh, read));
        await ShouldBeToldAsync(drop, read, pools);
        await engine.ShouldBalanceAsync();
    }

    /// <summary>The ledger, and the state that another node loads, at the same version: the drop's schedule may add a line between the two.</summary>
    private static async Task<(IReadOnlyList<Movement> Read, DropState Fresh)> ReadAsync(PostgresJournal journal, DropId drop)
    {
        while (true)
        {
            var read = await journal.ReadMissedAsync(drop, afterVersion: 1, default);
            var fresh = (await journal.LoadAsync(drop, default)).ShouldNotBeNull();
            if (fresh.Version == read[^1].Version)
                return (read, fresh);
        }
    }

    [Fact]
    public void The_changes_of_this_suite_leave_nothing_out() =>
        typeof(DropChange).GetProperties(BindingFlags.Public | BindingFlags.Instance).ShouldAllBe(property => Changes.Any(change => IsSet(property.GetValue(change))));

    private static bool IsSet(object? value) => value is not (null or false);

    /// <summary>A new drop, the state of it as another node has it, and what brings the movement about.</summary>
    private async Task<(DropId Drop, DropState Folded, Func<Node, Task> Play)> BeginAsync(MovementKind kind, PostgresJournal journal)
    {
        var isOfLine = kind is >= MovementKind.LineOpened and <= MovementKind.Claimed;
        var startsAt = kind == MovementKind.Opened || isOfLine ? Soon(1) : (DateTimeOffset?)null;
        var drop = await engine.CreateDropAsync(
            [10, 10], limit: 5, holdSeconds: kind == MovementKind.Expired ? 1 : 600, startsAt, isOfLine ? null : startsAt?.AddSeconds(1),
            isDraft: kind is MovementKind.Published or MovementKind.Changed, Cooldown,
            kind is MovementKind.Paying or MovementKind.Unpaid ? PaymentRule.Required : PaymentRule.None);
        var by = AnyCustomer();
        // Without a discard arm: a kind that has no case here must not compile.
        Func<Node, Task> play = kind switch
        {
            MovementKind.Reserved => node => HoldAsync(node),
            MovementKind.Purchased => async node => await BuyAsync(node, await HoldAsync(node)),
            MovementKind.Cancelled => async node =>
            {
                (await node.CancelAsync(drop.Id, await HoldAsync(node))).ShouldBeOfType<Outcome.Cancelled>();
                (await node.Lanes.SubmitAsync(drop.Id, new Command.Release((await HoldAsync(node)).Id, by))).ShouldBeOfType<Outcome.Cancelled>();
            }
            ,
            MovementKind.Expired => node => HoldAsync(node),
            MovementKind.Adjusted => node => DoAsync(node, new Command.Adjust(drop.Variants[0].Id, 3, "found \"three\"", by), new Command.Adjust(drop.Variants[1].Id, -10, "lost", by)),
            MovementKind.Published => node => DoAsync(node, new Command.Publish(by)),
            MovementKind.Opened => async node => await node.UntilAsync(commit => commit.View.Id == drop.Id && commit.View.Status == DropStatus.Ended), // By the schedule, both.
            MovementKind.Paused => node => DoAsync(node, new Command.Pause(by)),
            MovementKind.Resumed => node => DoAsync(node, new Command.Pause(by), new Command.Resume(by)),
            MovementKind.Ended => node => DoAsync(node, new Command.End(by)),
            MovementKind.Paying => node => PayAsync(node),
            MovementKind.Unpaid => async node =>
            {
                var hold = await PayAsync(node);
                await DoAsync(node, new Command.Unpay(hold.Id, hold.Payment!.Value, "card_declined"));
            }
            ,
            MovementKind.Returned => async node =>
            {
                var hold = await HoldAsync(node);
                var bought = await BuyAsync(node, hold);
                await DoAsync(node, new Command.Return(
                    new PurchaseReturn(bought.Id, hold.Id, hold.Customer, hold.Variant, hold.Quantity, Restocks: true, Payment: null), "sent back", by));
                // Of another: one comes back and stays sold, one is free again.
                var second = await HoldAsync(node);
                var sold = await BuyAsync(node, second);
                foreach (var restocks in (bool[])[false, true])
                {
                    await DoAsync(node, new Command.Return(
                        new PurchaseReturn(sold.Id, second.Id, second.Customer, second.Variant, 1, restocks, Payment: null, Guid.NewGuid()), "broken", by));
                }
            }
            ,
            MovementKind.LineOpened => node => OpenLineAsync(node),
            MovementKind.LineClosed or MovementKind.LineSealed or MovementKind.LineDrawn => node => DrawAsync(node),
            MovementKind.LineListed => async node => await ServeAsync(node, await DrawAsync(node)),
            MovementKind.LinePaced => async node =>
            {
                await ServeAsync(node, await DrawAsync(node));
                await DoAsync(node, new Command.PaceLine(60, WithoutPace: false, Paused: true, LineTempo.Calm, by), new Command.PaceLine(null, WithoutPace: true, Paused: false, null, by));
            }
            ,
            MovementKind.LineFinished => async node =>
            {
                await OpenLineAsync(node);
                await DoAsync(node, new Command.End(by));
            }
            ,
            MovementKind.LineCancelled => async node =>
            {
                await OpenLineAsync(node);
                await DoAsync(node, new Command.CancelLine("the shop \"moves\"", by));
            }
            ,
            MovementKind.Skipped => async node =>
            {
                var order = await DrawAsync(node);
                await DoAsync(node, new Command.SkipPlace(2, order.EntryAt(2), "a machine", by));
            }
            ,
            MovementKind.Offered => async node => await ServeAsync(node, await DrawAsync(node)),
            MovementKind.Claimed => async node =>
            {
                var order = await DrawAsync(node);
                await ServeAsync(node, order);
                var offers = node.Commits.Where(commit => commit.View.Id == drop.Id).SelectMany(commit => commit.Movements).OfType<Movement.Offered>().ToArray();
                (await node.Lanes.SubmitAsync(drop.Id, new Command.Claim(offers[0].Of.Id, offers[0].Of.Customer))).ShouldBeOfType<Outcome.Claimed>();
                (await node.Lanes.SubmitAsync(drop.Id, new Command.Cancel(offers[1].Of.Id, offers[1].Of.Customer))).ShouldBeOfType<Outcome.Cancelled>();
            }
            ,
            MovementKind.Changed => node => DoAsync(node, [.. Changes.Select(change => new Command.Amend(change, by))]),
        };
        return (drop.Id, (await journal.LoadAsync(drop.Id, default)).ShouldNotBeNull(), play);

        async Task OpenLineAsync(Node node)
        {
            await DoAsync(node, new Command.OpenLine(
                new LineTerms
                {
                    Mode = Entrance.Queue,
                    Waitlist = true,
                    ClosesAt = Soon(1),
                    Beacon = new LineBeacon(BeaconKind.Declared, What: "the lottery of the day"),
                    QuietHours = new QuietHours(new TimeOnly(22, 0), new TimeOnly(8, 30), "Europe/Berlin"),
                },
                Number: 1,
                Commit: new string('c', 64),
                by));
        }

        // Place 1 wants the second variant, then the first; place 2 the first, then the second.
        async Task<ServingOrder> DrawAsync(Node node)
        {
            await OpenLineAsync(node);
            await node.UntilAsync(commit => commit.View.Id == drop.Id && commit.View is { Line.Phase: LinePhase.Closed, Status: DropStatus.Live });
            PlacedEntry[] places = [.. Enumerable.Range(1, 2).Select(place => new PlacedEntry(
                new EntryId(Guid.NewGuid()), AnyCustomer(), place == 1 ? [drop.Variants[1].Id, drop.Variants[0].Id] : [drop.Variants[0].Id, drop.Variants[1].Id], 2))];
            await engine.ExecuteAsync($"insert into line (drop_id, number, commit, secret_protected) select '{drop.Id}', 1 + coalesce(max(number), 0), repeat('c', 64), 'x' from line");
            foreach (var (index, of) in places.Index())
            {
                await engine.ExecuteAsync($"""
                    insert into line_entry (drop_id, seq, entry_id, customer_id, preferences, quantity, joined_at, joined_index, last_index)
                    values ('{drop.Id}', {index + 1}, '{of.Entry}', '{of.Customer}', array['{of.Preferences[0]}', '{of.Preferences[1]}']::uuid[], 2, now(), {index}, {index})
                    """);
            }

            await DoAsync(
                node, new Command.SealLine(2, 2, new string('r', 64), new string('s', 64)), new Command.DrawLine("none", new string('d', 64), Shuffled: 2),
                new Command.Adjust(drop.Variants[1].Id, -9, "broken", by));
            return new ServingOrder(new string('d', 64), 2, 2, places);
        }

        // One of the second variant is left: place 1 gets the first variant, its second choice, and declines it; place 2 the same, and claims it.
        async Task ServeAsync(Node node, ServingOrder order)
        {
            await node.Lanes.SubmitAsync(drop.Id, new Command.Serve(order, [new(Guid.CreateVersion7()), new(Guid.CreateVersion7())], PayBy: null, IsNewest: true));
            await node.UntilAsync(commit => commit.View.Id == drop.Id && commit.Movements.Any(movement => movement.Kind == MovementKind.LineListed));
        }

        async Task<Hold> HoldAsync(Node node) =>
            (await node.ReserveAsync(drop, AnyCustomer(), variant: 1, quantity: 3, key: "a key")).ShouldBeOfType<Outcome.Reserved>().Hold;

        async Task<Purchase> BuyAsync(Node node, Hold hold)
        {
            // A buyer is read by the name that their account has.
            await engine.ExecuteAsync($"""
                insert into account (id, display_name, is_guest, guest_key, device_hash)
                values ('{hold.Customer}', 'somebody', true, sha256('{hold.Customer}'), sha256('device'))
                """);
            return (await node.BuyAsync(drop.Id, hold)).ShouldBeOfType<Outcome.Purchased>().Purchase;
        }

        async Task<Hold> PayAsync(Node node)
        {
            var hold = await HoldAsync(node);
            return (await node.Lanes.SubmitAsync(drop.Id, new Command.Pay(hold.Id, new PaymentId(Guid.CreateVersion7()), hold.Customer)))
                .ShouldBeOfType<Outcome.Paying>().Hold;
        }

        async Task DoAsync(Node node, params Command[] commands)
        {
            foreach (var command in commands)
                (await node.Lanes.SubmitAsync(drop.Id, command)).ShouldBeOfType<Outcome.Done>();
        }
    }

    /// <summary>The ledger does not keep what belongs to the request or can be told from the lines before. A draft's variants are compared one by one.</summary>
    private static object AsKept(Movement movement) => movement is Movement.Changed { What: var what } changed
        ? (changed with { Was = null, What = what with { Variants = null }, Request = null }, string.Join('\n', what.Variants ?? []))
        : movement with { Request = null };

    /// <summary>All that a decision can depend on.</summary>
    private static string Describe(DropState state, IReadOnlyList<Movement> movements)
    {
        var customers = movements.Select(movement => movement.Owner).OfType<CustomerId>().Distinct().Select(customer =>
        {
            var units = state.UnitsOf(customer);
            return $"{customer}: {units.Sold} sold, {units.Held} held in {string.Join(' ', units.Holds)}, left {string.Join(' ', units.Unbought.Select(at => $"{at:O}"))}";
        });
        string[] lines =
        [
            $"{state.Id} at {state.Version}, {state.Status}, {state.Terms}, {state.Text}, removed {state.IsRemoved}, archived {state.IsArchived}", $"{state.LiveHolds} holds from {state.OldestHoldVersion()} on, next due {state.NextDue:O}",
            Names.Of(state.Line?.Phase ?? default), state.Line is { } line ? LineJson.Of(line) : "no line",
            $"{string.Join(' ', Enumerable.Range(1, 3).Select(place => state.ChoicesLeftAt(place)))} choices are left",
            .. state.Variants.ToArray().Select(variant => variant.ToString()), .. customers,
        ];
        return string.Join('\n', lines);
    }

    /// <summary>In the ledger, and in the rows that its lines concern.</summary>
    private static async Task ShouldBeToldAsync(DropId drop, IReadOnlyList<Movement> movements, ConnectionPools pools)
    {
        var lines = (await new LedgerReads(pools.Reads).ListAsync(drop, afterVersion: 1, limit: 100, default)).Items;
        lines.Select(line => (line.Version, line.At, line.Kind, line.ReservationId, line.CustomerId, line.VariantId, line.Quantity ?? line.Change, line.Reason, line.Actor))
            .ShouldBe(movements.Select(movement => (
                movement.Version, movement.At, Names.Of(movement.Kind), movement.Reservation, movement.Owner,
                movement.Variant, movement.Units ?? movement.Return?.Units ?? UnitsChanged(movement), movement.Reason, movement.Operator)));

        var reads = new ReservationReads(pools.Reads);
        foreach (var last in movements.Where(movement => movement.Hold is not null).GroupBy(movement => movement.Hold!.Value.Of.Id).Select(same => same.Last()))
        {
            var effect = last.Hold!.Value;
            var row = (await reads.FindAsync(drop, effect.Of.Id, effect.Of.Customer, default)).ShouldNotBeNull();
            row.ShouldBe(Reservation.After(effect, drop, last.At, row.ServerTime));
            if (last.Sale is { } sale)
                (await reads.FindReceiptAsync(sale.Purchase, effect.Of.Customer, default)).ShouldBe(new Receipt(
                    sale.Purchase, effect.Of.Id, drop, effect.Of.Variant, effect.Of.Quantity, effect.Of.Price, last.At, last.Version));
        }
    }

    /// <summary>By a draft's other variants; each drop of this suite begins with 20 units.</summary>
    private static int? UnitsChanged(Movement movement) =>
        movement is Movement.Changed { What.Variants: { } variants } ? variants.Sum(variant => variant.Total) - 20 : null;

    /// <summary>In whole seconds, as PostgreSQL keeps it.</summary>
    private static DateTimeOffset Soon(int seconds) => DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds + 1);
}
