using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Domain;
using Stampede.Postgres.Line;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Server.Tests.Lines;

public sealed class UsherAfterAStart(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    /// <summary>More than a page of the ledger, of 2,000.</summary>
    private const int Movements = 2_100;

    [Fact]
    public async Task An_offer_that_was_missed_behind_a_long_ledger_is_found_though_nothing_happens_any_more()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([1]);
        using var lines = new LineJournal(engine.Database, node.Lanes.SubmitAsync, TimeProvider.System, NullLogger<LineJournal>.Instance);
        var row = await new LineRows(engine.Database).MakeAsync(drop.Id, new string('c', 64), [1], CancellationToken.None);
        await DoneAsync(new Command.OpenLine(new LineTerms { Mode = Entrance.Open, Waitlist = true, ClaimSeconds = 1 }, row.Number, row.Commit, AnyCustomer()));
        await DoneAsync(new Command.PaceLine(null, false, null, LineTempo.Live, AnyCustomer()));
        await Task.WhenAll(Enumerable.Range(0, Movements).Select(at => DoneAsync(new Command.Adjust(drop.Variants[0].Id, at % 2 == 0 ? 1 : -1, "count", AnyCustomer()))));
        // Nobody here moves who has missed their offer to the end: the usher is in another process, which is not there yet.
        var hold = (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        var entry = (await lines.SubmitAsync(drop.Id, new LineRequest.Join(AnyCustomer(), new EntryId(Guid.NewGuid()), [drop.Variants[0].Id], 1))).ShouldBeOfType<LineOutcome.Joined>().Entry;
        await node.CancelAsync(drop.Id, hold);
        var order = new ServingOrder(null, 0, 1, [new PlacedEntry(entry.Id, entry.Customer, entry.Preferences, 1)]);
        (await node.Lanes.SubmitAsync(drop.Id, new Command.Serve(order, [new ReservationId(Guid.CreateVersion7())], null, IsNewest: true))).ShouldBeOfType<Outcome.Served>().Offers.ShouldBe(1);
        await node.UntilAsync(commit => commit.Movements.Any(movement => movement.Kind == MovementKind.Expired));

        await using var started = await HostedShop.StartAsync(engine.ConnectionString);
        await Until.TrueAsync(() => engine.ScalarAsync<bool>($"select exists (select from line_entry where drop_id = '{drop.Id}' and missed_index is not null)"));

        async Task DoneAsync(Command command) => (await node.Lanes.SubmitAsync(drop.Id, command)).ShouldBeOfType<Outcome.Done>();
    }
}
