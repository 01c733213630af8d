using Stampede.Domain;
using Stampede.Testing;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>Statements add movements up by the table of kinds; the engine folds them by their effects. Both must say the same.</summary>
public sealed class EffectTable(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    [Fact]
    public async Task The_tables_know_each_kind_and_what_it_does()
    {
        var hold = new Hold(
            new(Guid.NewGuid()), new(Guid.NewGuid()), new(Guid.NewGuid()), 1, new Money(100, "EUR"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1), 2);
        var line = new MovementLine(2, DateTimeOffset.UnixEpoch)
        {
            Hold = hold,
            Variant = hold.Variant,
            Units = 1,
            Status = DropStatus.Live,
            Payment = new(Guid.NewGuid()),
            PayUntil = DateTimeOffset.UnixEpoch.AddSeconds(2),
            Line = new LineChange(),
            Offer = new Offer(new(Guid.NewGuid()), Place: 1, Choice: 0, LineTempo.Live),
            OfferedUntil = DateTimeOffset.UnixEpoch.AddSeconds(2),
            ClaimedUntil = DateTimeOffset.UnixEpoch.AddSeconds(3),
            LogSize = 1,
            Return = new PurchaseReturn(new(Guid.NewGuid()), hold.Id, hold.Customer, hold.Variant, 1, Restocks: true, null),
        };
        var expected = Enum.GetValues<MovementKind>().Select(kind =>
        {
            var movement = Movement.Restore(kind, line);
            var stock = movement.Stock ?? default;
            var becomes = movement.Hold is { Step: not HoldStep.Continues } effect ? Names.Of(effect.Becomes) : "nothing";
            return $"{Names.Of(kind)} {stock.Available} {stock.Held} {stock.Sold} {becomes}";
        }).Append("created 0 0 0 nothing").Order(StringComparer.Ordinal);

        (await engine.ScalarAsync<string[]>("""
            select array_agg(format('%s %s %s %s %s', kind, available, held, sold, coalesce(becomes, 'nothing')) order by kind collate "C") from movement_kind
            """)).ShouldBe(expected);
        // And the ledger takes each of them.
        foreach (var kind in Enum.GetValues<MovementKind>())
            (await engine.ScalarAsync<string>("select pg_get_constraintdef(oid) from pg_constraint where conname = 'movement_kind_check'")).ShouldContain($"'{Names.Of(kind)}'");
    }
}
