using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Operators;
using Stampede.Postgres.Orders;

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
/// <remarks>What is written of a movement is what it says that it does, whichever kind it is.</remarks>
internal sealed class BatchWrites
{
    private readonly IReadOnlyList<DropBatch> drops;

    // Customers' movements are many, and written together; operators' are rare and carry more, and go one by one.
    private readonly List<OfHold> plain = [];
    private readonly List<(Guid Drop, Movement Movement)> rare = [];
    private readonly List<OfHold> opened = [];
    private readonly List<OfHold> offered = [];
    private readonly List<OfHold> ended = [];
    private readonly List<OfHold> kept = [];
    private readonly List<OfHold> sold = [];
    private readonly List<(Guid Drop, Movement Movement, PurchaseReturn What)> returned = [];

    /// <param name="drops">Each of them once; at least one. Their times may differ: a drop's does not fall when the clock does.</param>
    public BatchWrites(IReadOnlyList<DropBatch> drops)
    {
        this.drops = drops;
        foreach (var drop in drops)
        {
            foreach (var movement in drop.Movements)
                Sort(drop.Drop, movement);
        }
    }

    public void AddTo(NpgsqlBatch batch)
    {
        AddMovements(batch);
        AddReservations(batch);
        AddKept(batch);
        AddEnds(batch);
        AddPurchases(batch);
        AddPayments(batch);
        AddOrders(batch);
        AddReturns(batch);
        AddVariants(batch);
        AddDrops(batch);
    }

    private void Sort(Guid drop, Movement movement)
    {
        if (movement.Return is { } what)
            returned.Add((drop, movement, what));
        if (movement.Hold is not { } effect)
        {
            rare.Add((drop, movement));
            return;
        }

        var of = new OfHold(drop, movement, effect);
        if (effect is { Step: HoldStep.Opens, Of.Offer: not null })
        {
            offered.Add(of);
            return;
        }

        if (movement.Operator is null && effect.Step != HoldStep.Continues)
            plain.Add(of);
        else
            rare.Add((drop, movement));
        switch (effect.Step)
        {
            case HoldStep.Opens:
                opened.Add(of);
                break;
            case HoldStep.Continues:
                kept.Add(of);
                break;
            case HoldStep.Ends:
                ended.Add(of);
                break;
        }

        if (movement.Sale is not null)
            sold.Add(of);
    }

    private void AddMovements(NpgsqlBatch batch)
    {
        if (plain.Count > 0)
        {
            batch.Add(JournalSql.InsertMovementsOfHolds)
                .With(All(plain, of => of.Movement.At))
                .With(All(plain, of => of.Drop))
                .With(All(plain, of => of.Movement.Version))
                .With(All(plain, of => Names.Of(of.Movement.Kind)))
                .With(All(plain, of => of.Hold.Variant.Value))
                .With(All(plain, of => of.Hold.Id.Value))
                .With(All(plain, of => of.Hold.Customer.Value))
                .With(All(plain, of => of.Hold.Quantity))
                .With(All(plain, of => of.Movement.Sale?.Purchase.Value))
                .With(All(plain, of => of.Movement.RequestKey))
                .With(All(plain, of => of.Movement.Payment?.Value));
        }

        if (offered.Count > 0)
        {
            batch.Add(JournalSql.InsertMovementsOfOffers)
                .With(All(offered, of => of.Movement.At))
                .With(All(offered, of => of.Drop))
                .With(All(offered, of => of.Movement.Version))
                .With(All(offered, of => Names.Of(of.Movement.Kind)))
                .With(All(offered, of => of.Hold.Variant.Value))
                .With(All(offered, of => of.Hold.Id.Value))
                .With(All(offered, of => of.Hold.Customer.Value))
                .With(All(offered, of => of.Hold.Quantity))
                .WithJson(All(offered, of => MovementData.From(of.Movement)!.ToJson()));
        }

        foreach (var (drop, movement) in rare)
        {
            batch.Add(JournalSql.InsertMovement).With(drop).With(movement.At).With(movement.Version).With(Names.Of(movement.Kind))
                .With(movement.Variant?.Value).With(movement.Reservation?.Value).With(movement.Owner?.Value)
                .With(movement.Units).With(movement.Operator?.Value).With(movement.Payment?.Value)
                .WithJson(MovementData.From(movement)?.ToJson());
        }
    }

    private void AddReservations(NpgsqlBatch batch)
    {
        if (offered.Count > 0)
        {
            batch.Add(JournalSql.InsertOffers)
                .With(All(offered, of => of.Drop))
                .With(All(offered, of => of.Hold.Id.Value))
                .With(All(offered, of => of.Hold.Customer.Value))
                .With(All(offered, of => of.Hold.Variant.Value))
                .With(All(offered, of => of.Hold.Quantity))
                .With(All(offered, of => of.Hold.Price.AmountMinor))
                .With(All(offered, of => of.Hold.Price.Currency))
                .With(All(offered, of => of.Hold.ExpiresAt))
                .With(All(offered, of => of.Movement.Version))
                .With(All(offered, of => of.Movement.At))
                .With(All(offered, of => of.Hold.Offer!.Entry.Value))
                .With(All(offered, of => of.Hold.Offer!.Place))
                .With(All(offered, of => (short)of.Hold.Offer!.Choice))
                .With(All(offered, of => Names.Of(of.Hold.Offer!.Tempo)))
                .With((long)offered.Count);
        }

        if (offered.FindAll(of => of.Hold.Offer!.Tempo == LineTempo.Calm) is { Count: > 0 } byLetter)
        {
            batch.Add(JournalSql.InsertOfferLetters)
                .With(All(byLetter, of => of.Drop))
                .With(All(byLetter, of => of.Hold.Id.Value))
                .With(All(byLetter, of => of.Hold.Customer.Value))
                .With(All(byLetter, of => of.Hold.Variant.Value))
                .With(All(byLetter, of => of.Hold.Quantity))
                .With(All(byLetter, of => of.Hold.ExpiresAt));
        }

        if (opened.Count == 0)
            return;
        batch.Add(JournalSql.InsertReservations)
            .With(All(opened, of => of.Drop))
            .With(All(opened, of => of.Hold.Id.Value))
            .With(All(opened, of => of.Hold.Customer.Value))
            .With(All(opened, of => of.Hold.Variant.Value))
            .With(All(opened, of => of.Hold.Quantity))
            .With(All(opened, of => of.Hold.Price.AmountMinor))
            .With(All(opened, of => of.Hold.Price.Currency))
            .With(All(opened, of => of.Hold.ExpiresAt))
            .With(All(opened, of => of.Movement.Version))
            .With(All(opened, of => of.Movement.RequestKey))
            .With(All(opened, of => of.Movement.At));
    }

    private void AddEnds(NpgsqlBatch batch)
    {
        if (ended.Count == 0)
            return;
        batch.Add(JournalSql.EndReservations)
            .With(All(ended, of => of.Movement.At))
            .With(All(ended, of => of.Drop))
            .With(All(ended, of => of.Hold.Id.Value))
            .With(All(ended, of => Names.Of(of.Effect.Becomes)))
            .With((long)ended.Count);
    }

    private void AddPurchases(NpgsqlBatch batch)
    {
        if (sold.Count == 0)
            return;
        batch.Add(JournalSql.InsertPurchases)
            .With(All(sold, of => of.Movement.At))
            .With(All(sold, of => of.Drop))
            .With(All(sold, of => of.Movement.Version))
            .With(All(sold, of => of.Movement.Sale!.Value.Purchase.Value))
            .With(All(sold, of => of.Hold.Id.Value))
            .With(All(sold, of => of.Hold.Customer.Value))
            .With(All(sold, of => of.Hold.Variant.Value))
            .With(All(sold, of => of.Hold.Quantity))
            .With(All(sold, of => of.Hold.Price.AmountMinor))
            .With(All(sold, of => of.Hold.Price.Currency))
            .With(All(sold, of => of.Movement.Payment?.Value));
    }

    private void AddKept(NpgsqlBatch batch)
    {
        if (kept.Count == 0)
            return;
        // Of several movements of one hold the last one tells how it stands.
        OfHold[] last = [.. kept.GroupBy(of => of.Hold.Id).Select(same => same.Last())];
        batch.Add(JournalSql.ContinueReservations)
            .With(Array.ConvertAll(last, of => of.Drop))
            .With(Array.ConvertAll(last, of => of.Hold.Id.Value))
            .With(Array.ConvertAll(last, of => of.Hold.Payment?.Value))
            .With(Array.ConvertAll(last, of => of.Hold.PayUntil))
            .With(Array.ConvertAll(last, of => of.Hold.ClaimedUntil))
            .With((long)last.Length);
    }

    /// <summary>The rule of the drop decides what must be paid for, and not the decision: a sale that forgot its payment is refused.</summary>
    private void AddPayments(NpgsqlBatch batch)
    {
        var rules = drops.Where(drop => drop.After.Terms.Payment == PaymentRule.Required).Select(drop => drop.Drop).ToHashSet();
        var paid = sold.FindAll(of => of.Movement.Payment is not null || rules.Contains(of.Drop) && of.Hold.Price.AmountMinor > 0);
        if (paid.Count > 0)
        {
            batch.Add(JournalSql.SellPayments)
                .With(All(paid, of => of.Drop))
                .With(All(paid, of => of.Movement.Payment?.Value))
                .With(All(paid, of => of.Movement.Sale!.Value.Purchase.Value))
                .With(All(paid, of => of.Hold.AmountMinor))
                .With(All(paid, of => of.Hold.Price.Currency))
                .With((long)paid.Count);
        }

        foreach (var unsold in ended.Where(of => of.Movement.Sale is null && of.Hold.Payment is not null).GroupBy(of => of.Effect.EndedBy == EndedBy.Time))
        {
            List<OfHold> all = [.. unsold];
            batch.Add(unsold.Key ? JournalSql.WakePayments : JournalSql.VoidPayments)
                .With(All(all, of => of.Drop))
                .With(All(all, of => of.Hold.Payment!.Value.Value));
        }
    }

    /// <summary>Where it goes. Of what was paid for it was written when the payment began.</summary>
    private void AddOrders(NpgsqlBatch batch)
    {
        var known = sold.FindAll(of => of.Movement.Sale!.Value.SendTo is not null);
        if (known.Count > 0)
        {
            batch.Add(JournalSql.InsertOrders)
                .With(All(known, of => of.Movement.At))
                .With(All(known, of => of.Drop))
                .With(All(known, of => of.Hold.Id.Value))
                .With(All(known, of => of.Hold.Customer.Value))
                .With(All(known, of => of.Movement.Sale!.Value.Purchase.Value))
                .WithJson(All(known, of => ContactJson.Of(of.Movement.Sale!.Value.SendTo!)))
                .With(All(known, of => OrderWords.Of(of.Movement.Sale!.Value.SendTo!)));
        }

        var rules = drops.Where(drop => drop.After.Terms.Delivery != DeliveryRule.None).Select(drop => drop.Drop).ToHashSet();
        var paid = rules.Count == 0 ? [] : sold.FindAll(of => of.Movement.Payment is not null && rules.Contains(of.Drop));
        if (paid.Count > 0)
        {
            batch.Add(JournalSql.FileOrders)
                .With(All(paid, of => of.Drop))
                .With(All(paid, of => of.Movement.Payment!.Value.Value))
                .With(All(paid, of => of.Movement.Sale!.Value.Purchase.Value))
                .With(All(paid, of => of.Hold.Id.Value));
        }
    }

    private void AddReturns(NpgsqlBatch batch)
    {
        foreach (var (drop, movement, what) in returned)
        {
            batch.Add(JournalSql.InsertReturn).With(drop).With(movement.Version).With(what.Purchase.Value).With(what.Customer.Value)
                .With(what.Variant.Value).With(what.Units).With(what.Restocks).With(what.Payment?.Value).With(movement.Operator?.Value)
                .With(movement.Reason ?? "").With(movement.At).With(what.Refund);
        }
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

    private static bool HasNewVariants(Movement movement) => movement.Change is { Variants: not null };

    private static IEnumerable<(Guid Drop, VariantStock Now, StockEffect Change)> MovedVariants(DropBatch drop)
    {
        var changes = new Dictionary<VariantId, StockEffect>();
        // A draft's new sizes are written whole, with what was added to them since.
        if (drop.Movements.Any(HasNewVariants))
            return [];
        foreach (var movement in drop.Movements)
        {
            if (movement.Stock is not { } stock)
                continue;
            var sum = changes.GetValueOrDefault(stock.Variant);
            changes[stock.Variant] = new(stock.Variant, sum.Available + stock.Available, sum.Held + stock.Held, sum.Sold + stock.Sold);
        }

        return changes.Values.Select(change => (drop.Drop, drop.After.Variants[drop.After.IndexOf(change.Variant)], change));
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
            if (after.Line is { } line && movements.Any(movement => movement.Line is not null || movement.Hold is { Step: HoldStep.Opens, Of.Offer: not null }))
                batch.Add(JournalSql.UpdateDropLine).With(after.Id.Value).WithJson(LineJson.Of(line));
            if (movements.Any(movement => movement.Status is not null))
            {
                batch.Add(JournalSql.UpdateDropStatus).With(after.Id.Value).With(Names.Of(after.Status))
                    .With(after.Terms.StartsAt).With(after.Terms.EndsAt);
            }

            foreach (var what in movements.Select(movement => movement.Change).OfType<DropChange>())
            {
                batch.Add(JournalSql.UpdateDropDetails).With(after.Id.Value).With(what.Name)
                    .With(what.Description).With(what.WithoutDescription).With(what.ImageUrl).With(what.WithoutImage)
                    .With(after.Terms.Price.AmountMinor).With(after.Terms.Price.Currency).With(after.Terms.LimitPerCustomer)
                    .With(Names.Of(after.Terms.Delivery)).With(after.Terms.DeliveryCountries)
                    .With(after.Terms.HoldSeconds).With(Names.Of(after.Terms.Payment)).With(after.IsRemoved).With(after.IsArchived).With(movements[^1].At);
            }

            if (movements.Any(HasNewVariants))
            {
                var variants = after.Variants.ToArray();
                batch.Add(JournalSql.DeleteVariants).With(after.Id.Value);
                batch.Add(JournalSql.InsertVariants).With(after.Id.Value)
                    .With(Array.ConvertAll(variants, variant => variant.Id.Value))
                    .With(Array.ConvertAll(variants, variant => variant.Label))
                    .With(Array.ConvertAll(variants, variant => variant.Total));
            }
        }
    }

    private static T[] All<T>(List<OfHold> movements, Func<OfHold, T> column)
    {
        var values = new T[movements.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = column(movements[i]);
        return values;
    }

    private readonly record struct OfHold(Guid Drop, Movement Movement, HoldEffect Effect)
    {
        public Hold Hold => Effect.Of;
    }
}
