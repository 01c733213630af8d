using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Journal;

/// <summary>Turns a batch's movements into set-based writes: the ledger, and its projections with their guards.</summary>
internal sealed class BatchWrites(DropId drop, IReadOnlyList<Movement> movements, DropState after)
{
    private readonly DateTimeOffset at = movements[0].At;

    public void AddTo(NpgsqlBatch batch)
    {
        AddMovements(batch);
        AddReservations(batch);
        AddEnds(batch);
        AddPurchases(batch);
        AddVariants(batch);
        AddDrop(batch);
    }

    /// <summary>Operators' movements are rare and carry more; they go one by one.</summary>
    private static bool IsPlain(Movement movement) =>
        movement is Movement.Reserved or Movement.Purchased or Movement.Expired or Movement.Cancelled { Operator: null };

    private void AddMovements(NpgsqlBatch batch)
    {
        var plain = movements.Where(IsPlain).Cast<Movement.OfHold>().ToArray();
        if (plain.Length > 0)
        {
            batch.Add(JournalSql.InsertMovementsOfHolds).With(drop.Value).With(at)
                .With(Array.ConvertAll(plain, m => m.Version))
                .With(Array.ConvertAll(plain, Names.Of))
                .With(Array.ConvertAll(plain, m => m.Hold.Variant.Value))
                .With(Array.ConvertAll(plain, m => m.Hold.Id.Value))
                .With(Array.ConvertAll(plain, m => m.Hold.Customer.Value))
                .With(Array.ConvertAll(plain, m => m.Hold.Quantity));
        }

        foreach (var movement in movements)
        {
            if (IsPlain(movement))
                continue;
            var hold = (movement as Movement.OfHold)?.Hold;
            var adjusted = movement as Movement.Adjusted;
            var byOperator = movement switch
            {
                Movement.Cancelled cancelled => cancelled.Operator,
                Movement.OfDrop ofDrop => ofDrop.Operator,
                Movement.Adjusted => adjusted?.Operator,
                _ => null,
            };
            batch.Add(JournalSql.InsertMovement).With(drop.Value).With(at).With(movement.Version).With(Names.Of(movement))
                .With(hold?.Variant.Value ?? adjusted?.Variant.Value).With(hold?.Id.Value).With(hold?.Customer.Value)
                .With(hold?.Quantity ?? adjusted?.Change).With(byOperator?.Value)
                .WithJson(MovementData.From(movement)?.ToJson());
        }
    }

    private void AddReservations(NpgsqlBatch batch)
    {
        var reserved = movements.OfType<Movement.Reserved>().ToArray();
        if (reserved.Length == 0)
            return;
        batch.Add(JournalSql.InsertReservations).With(drop.Value).With(at)
            .With(Array.ConvertAll(reserved, m => m.Hold.Id.Value))
            .With(Array.ConvertAll(reserved, m => m.Hold.Customer.Value))
            .With(Array.ConvertAll(reserved, m => m.Hold.Variant.Value))
            .With(Array.ConvertAll(reserved, m => m.Hold.Quantity))
            .With(Array.ConvertAll(reserved, m => m.Hold.Price.AmountMinor))
            .With(Array.ConvertAll(reserved, m => m.Hold.Price.Currency))
            .With(Array.ConvertAll(reserved, m => m.Hold.ExpiresAt))
            .With(Array.ConvertAll(reserved, m => m.Version))
            .With(Array.ConvertAll(reserved, m => m.Key));
    }

    private void AddEnds(NpgsqlBatch batch)
    {
        var ended = movements.Where(m => m is Movement.OfHold and not Movement.Reserved).Cast<Movement.OfHold>().ToArray();
        if (ended.Length == 0)
            return;
        batch.Add(JournalSql.EndReservations).With(drop.Value).With(at)
            .With(Array.ConvertAll(ended, m => m.Hold.Id.Value))
            .With(Array.ConvertAll(ended, Names.Of))
            .With((long)ended.Length);
    }

    private void AddPurchases(NpgsqlBatch batch)
    {
        var purchased = movements.OfType<Movement.Purchased>().ToArray();
        if (purchased.Length == 0)
            return;
        batch.Add(JournalSql.InsertPurchases).With(drop.Value).With(at)
            .With(Array.ConvertAll(purchased, m => m.Version))
            .With(Array.ConvertAll(purchased, m => m.Purchase.Value))
            .With(Array.ConvertAll(purchased, m => m.Hold.Id.Value))
            .With(Array.ConvertAll(purchased, m => m.Hold.Customer.Value))
            .With(Array.ConvertAll(purchased, m => m.Hold.Variant.Value))
            .With(Array.ConvertAll(purchased, m => m.Hold.Quantity))
            .With(Array.ConvertAll(purchased, m => m.Hold.Price.AmountMinor))
            .With(Array.ConvertAll(purchased, m => m.Hold.Price.Currency))
            .With(Array.ConvertAll(purchased, m => m.DisplayName));
    }

    private void AddVariants(NpgsqlBatch batch)
    {
        var deltas = new Dictionary<VariantId, (int Available, int Held, int Sold)>();
        foreach (var movement in movements)
        {
            var (variant, available, held, sold) = movement switch
            {
                Movement.Reserved m => (m.Hold.Variant, -m.Hold.Quantity, m.Hold.Quantity, 0),
                Movement.Purchased m => (m.Hold.Variant, 0, -m.Hold.Quantity, m.Hold.Quantity),
                Movement.OfHold m => (m.Hold.Variant, m.Hold.Quantity, -m.Hold.Quantity, 0),
                Movement.Adjusted m => (m.Variant, m.Change, 0, 0),
                _ => default,
            };
            if (variant == default)
                continue;
            var sum = deltas.GetValueOrDefault(variant);
            deltas[variant] = (sum.Available + available, sum.Held + held, sum.Sold + sold);
        }

        if (deltas.Count == 0)
            return;
        var moved = deltas.Select(delta => (Now: after.Variants[after.IndexOf(delta.Key)], Delta: delta.Value)).ToArray();
        batch.Add(JournalSql.UpdateVariants).With(drop.Value)
            .With(Array.ConvertAll(moved, v => v.Now.Id.Value))
            .With(Array.ConvertAll(moved, v => v.Now.Available))
            .With(Array.ConvertAll(moved, v => v.Now.Held))
            .With(Array.ConvertAll(moved, v => v.Now.Sold))
            .With(Array.ConvertAll(moved, v => v.Now.Available - v.Delta.Available))
            .With(Array.ConvertAll(moved, v => v.Now.Held - v.Delta.Held))
            .With(Array.ConvertAll(moved, v => v.Now.Sold - v.Delta.Sold))
            .With((long)moved.Length);
    }

    private void AddDrop(NpgsqlBatch batch)
    {
        batch.Add(JournalSql.UpdateDrop).With(drop.Value).With(movements[0].Version - 1).With(after.Version)
            .With(after.NextDue).With(after.OldestHoldVersion());
        if (movements.Any(m => m is Movement.OfDrop))
        {
            batch.Add(JournalSql.UpdateDropStatus).With(drop.Value).With(Names.Of(after.Status))
                .With(after.Terms.StartsAt).With(after.Terms.EndsAt);
        }

        foreach (var what in movements.OfType<Movement.Changed>().Select(m => m.What))
        {
            batch.Add(JournalSql.UpdateDropDetails).With(drop.Value).With(what.Name).With(what.Description).With(what.ImageUrl)
                .With(after.Terms.Price.AmountMinor).With(after.Terms.Price.Currency).With(after.Terms.LimitPerCustomer);
        }
    }
}
