using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Operators;

namespace Stampede.Postgres.Journal;

/// <summary>A drop's batch as it is to be written.</summary>
/// <param name="After">The state that the movements lead to.</param>
internal sealed record DropBatch(IReadOnlyList<Movement> Movements, DropState After)
{
    public Guid Drop => After.Id.Value;

    /// <summary>What operators want read or written beside their movements.</summary>
    public IEnumerable<(Guid Drop, Movement Movement, DropRequest Request)> Requests =>
        from movement in Movements
        where movement.Request is DropRequest
        select (Drop, movement, (DropRequest)movement.Request!);
}

/// <summary>Turns the batches of drops into set-based writes: the ledger, and its projections with their guards.</summary>
/// <param name="drops">Each of them once, decided at the same time; at least one.</param>
internal sealed class BatchWrites(IReadOnlyList<DropBatch> drops)
{
    private readonly DateTimeOffset at = drops[0].Movements[0].At;

    public void AddTo(NpgsqlBatch batch)
    {
        AddMovements(batch);
        AddReservations(batch);
        AddEnds(batch);
        AddPurchases(batch);
        AddVariants(batch);
        AddDrops(batch);
    }

    /// <summary>Operators' movements are rare and carry more; they go one by one.</summary>
    private static bool IsPlain(Movement movement) =>
        movement is Movement.Reserved or Movement.Purchased or Movement.Expired or Movement.Cancelled { Operator: null };

    /// <summary>Those of one kind, each with its drop.</summary>
    private (Guid Drop, T Movement)[] Of<T>(Predicate<T> isMeant)
        where T : Movement
    {
        var found = new List<(Guid, T)>();
        foreach (var drop in drops)
        {
            foreach (var movement in drop.Movements)
            {
                if (movement is T one && isMeant(one))
                    found.Add((drop.Drop, one));
            }
        }

        return [.. found];
    }

    private void AddMovements(NpgsqlBatch batch)
    {
        var plain = Of<Movement.OfHold>(IsPlain);
        if (plain.Length > 0)
        {
            batch.Add(JournalSql.InsertMovementsOfHolds).With(at)
                .With(Array.ConvertAll(plain, of => of.Drop))
                .With(Array.ConvertAll(plain, of => of.Movement.Version))
                .With(Array.ConvertAll(plain, of => Names.Of(of.Movement)))
                .With(Array.ConvertAll(plain, of => of.Movement.Hold.Variant.Value))
                .With(Array.ConvertAll(plain, of => of.Movement.Hold.Id.Value))
                .With(Array.ConvertAll(plain, of => of.Movement.Hold.Customer.Value))
                .With(Array.ConvertAll(plain, of => of.Movement.Hold.Quantity))
                .With(Array.ConvertAll(plain, of => (of.Movement as Movement.Purchased)?.Purchase.Value))
                .With(Array.ConvertAll(plain, of => (of.Movement as Movement.Reserved)?.Key));
        }

        foreach (var (drop, movement) in Of<Movement>(movement => !IsPlain(movement)))
        {
            var hold = (movement as Movement.OfHold)?.Hold;
            var adjusted = movement as Movement.Adjusted;
            var byOperator = movement switch
            {
                Movement.Cancelled cancelled => cancelled.Operator,
                Movement.OfDrop ofDrop => ofDrop.Operator,
                Movement.Adjusted => adjusted?.Operator,
                _ => null,
            };
            batch.Add(JournalSql.InsertMovement).With(drop).With(at).With(movement.Version).With(Names.Of(movement))
                .With(hold?.Variant.Value ?? adjusted?.Variant.Value).With(hold?.Id.Value).With(hold?.Customer.Value)
                .With(hold?.Quantity ?? adjusted?.Change).With(byOperator?.Value)
                .WithJson(MovementData.From(movement)?.ToJson());
        }
    }

    private void AddReservations(NpgsqlBatch batch)
    {
        var reserved = Of<Movement.Reserved>(_ => true);
        if (reserved.Length == 0)
            return;
        batch.Add(JournalSql.InsertReservations).With(at)
            .With(Array.ConvertAll(reserved, of => of.Drop))
            .With(Array.ConvertAll(reserved, of => of.Movement.Hold.Id.Value))
            .With(Array.ConvertAll(reserved, of => of.Movement.Hold.Customer.Value))
            .With(Array.ConvertAll(reserved, of => of.Movement.Hold.Variant.Value))
            .With(Array.ConvertAll(reserved, of => of.Movement.Hold.Quantity))
            .With(Array.ConvertAll(reserved, of => of.Movement.Hold.Price.AmountMinor))
            .With(Array.ConvertAll(reserved, of => of.Movement.Hold.Price.Currency))
            .With(Array.ConvertAll(reserved, of => of.Movement.Hold.ExpiresAt))
            .With(Array.ConvertAll(reserved, of => of.Movement.Version))
            .With(Array.ConvertAll(reserved, of => of.Movement.Key));
    }

    private void AddEnds(NpgsqlBatch batch)
    {
        var ended = Of<Movement.OfHold>(movement => movement is not Movement.Reserved);
        if (ended.Length == 0)
            return;
        batch.Add(JournalSql.EndReservations).With(at)
            .With(Array.ConvertAll(ended, of => of.Drop))
            .With(Array.ConvertAll(ended, of => of.Movement.Hold.Id.Value))
            .With(Array.ConvertAll(ended, of => Names.Of(of.Movement)))
            .With((long)ended.Length);
    }

    private void AddPurchases(NpgsqlBatch batch)
    {
        var purchased = Of<Movement.Purchased>(_ => true);
        if (purchased.Length == 0)
            return;
        batch.Add(JournalSql.InsertPurchases).With(at)
            .With(Array.ConvertAll(purchased, of => of.Drop))
            .With(Array.ConvertAll(purchased, of => of.Movement.Version))
            .With(Array.ConvertAll(purchased, of => of.Movement.Purchase.Value))
            .With(Array.ConvertAll(purchased, of => of.Movement.Hold.Id.Value))
            .With(Array.ConvertAll(purchased, of => of.Movement.Hold.Customer.Value))
            .With(Array.ConvertAll(purchased, of => of.Movement.Hold.Variant.Value))
            .With(Array.ConvertAll(purchased, of => of.Movement.Hold.Quantity))
            .With(Array.ConvertAll(purchased, of => of.Movement.Hold.Price.AmountMinor))
            .With(Array.ConvertAll(purchased, of => of.Movement.Hold.Price.Currency));
    }

    private void AddVariants(NpgsqlBatch batch)
    {
        var moved = drops.SelectMany(MovedVariants).ToArray();
        if (moved.Length == 0)
            return;
        batch.Add(JournalSql.UpdateVariants)
            .With(Array.ConvertAll(moved, v => v.Drop))
            .With(Array.ConvertAll(moved, v => v.Now.Id.Value))
            .With(Array.ConvertAll(moved, v => v.Now.Available))
            .With(Array.ConvertAll(moved, v => v.Now.Held))
            .With(Array.ConvertAll(moved, v => v.Now.Sold))
            .With(Array.ConvertAll(moved, v => v.Now.Available - v.Change.Available))
            .With(Array.ConvertAll(moved, v => v.Now.Held - v.Change.Held))
            .With(Array.ConvertAll(moved, v => v.Now.Sold - v.Change.Sold))
            .With((long)moved.Length);
    }

    private static IEnumerable<(Guid Drop, VariantStock Now, (int Available, int Held, int Sold) Change)> MovedVariants(DropBatch drop)
    {
        var changes = new Dictionary<VariantId, (int Available, int Held, int Sold)>();
        foreach (var movement in drop.Movements)
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
            var sum = changes.GetValueOrDefault(variant);
            changes[variant] = (sum.Available + available, sum.Held + held, sum.Sold + sold);
        }

        return changes.Select(change => (drop.Drop, drop.After.Variants[drop.After.IndexOf(change.Key)], change.Value));
    }

    private void AddDrops(NpgsqlBatch batch)
    {
        var all = drops.ToArray();
        batch.Add(JournalSql.UpdateDrops)
            .With(Array.ConvertAll(all, drop => drop.Drop))
            .With(Array.ConvertAll(all, drop => drop.Movements[0].Version - 1))
            .With(Array.ConvertAll(all, drop => drop.After.Version))
            .With(Array.ConvertAll(all, drop => drop.After.NextDue))
            .With(Array.ConvertAll(all, drop => drop.After.OldestHoldVersion()))
            .With((long)all.Length);
        foreach (var (movements, after) in drops)
        {
            if (movements.Any(m => m is Movement.OfDrop))
            {
                batch.Add(JournalSql.UpdateDropStatus).With(after.Id.Value).With(Names.Of(after.Status))
                    .With(after.Terms.StartsAt).With(after.Terms.EndsAt);
            }

            foreach (var what in movements.OfType<Movement.Changed>().Select(m => m.What))
            {
                batch.Add(JournalSql.UpdateDropDetails).With(after.Id.Value).With(what.Name)
                    .With(what.Description).With(what.WithoutDescription).With(what.ImageUrl).With(what.WithoutImage)
                    .With(after.Terms.Price.AmountMinor).With(after.Terms.Price.Currency).With(after.Terms.LimitPerCustomer);
            }
        }
    }
}
