using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

internal sealed record ReservationRow(Hold Hold, string? Key, ReservationStatus Status, DateTimeOffset? EndedAt, PurchaseId? Purchase);

/// <summary>What a lane sends with a batch: the drop as it is afterwards, copied when it is sent.</summary>
internal sealed record DropAfter(long Version, DropStatus Status, DropTerms Terms, VariantStock[] Variants, DateTimeOffset? NextDue, long OldestHoldVersion)
{
    public static DropAfter Of(DropState state) =>
        new(state.Version, state.Status, state.Terms, state.Variants.ToArray(), state.NextDue, state.OldestHoldVersion());
}

/// <summary>A batch that has passed every guard and waits to be durable.</summary>
internal sealed record StagedBatch(IReadOnlyList<Movement> Movements, Dictionary<ReservationId, ReservationRow> Reservations, DropAfter After);

/// <summary>A drop's rows: the ledger and its projections, with the guards and constraints of the real tables.</summary>
internal sealed class DropRows(World world, DropView created, Cooldown? cooldown)
{
    private readonly List<Movement> ledger = [];
    private readonly Dictionary<ReservationId, ReservationRow> reservations = [];
    private readonly Dictionary<RequestKey, ReservationId> keys = [];
    private DropAfter row = new(created.Version, created.Status, created.Terms, [.. created.Variants], Due(created), 1);

    public DropId Id => created.Id;

    public RowLock Lock { get; } = new(world);

    public long Version => row.Version;

    public DateTimeOffset? NextDue => row.NextDue;

    public ReadOnlySpan<VariantStock> Variants => row.Variants;

    public IEnumerable<ReservationRow> Reservations => reservations.Values;

    public ReservationRow? Find(ReservationId id) => reservations.GetValueOrDefault(id);

    public Hold? Granted(RequestKey key) => keys.TryGetValue(key, out var id) ? reservations[id].Hold : null;

    public IReadOnlyList<Movement> After(long version) => ledger.Where(m => m.Version > version).ToArray();

    public bool Has(Movement last) => ledger.Exists(m =>
        m.Version == last.Version && m.At == last.At && m.GetType() == last.GetType()
        && (m as Movement.OfHold)?.Hold.Id == (last as Movement.OfHold)?.Hold.Id);

    public DropState Load(DateTimeOffset now, Plant plant) => new(
        new DropView(Id, row.Version, row.Status, row.Terms, [.. row.Variants]),
        reservations.Values.Where(r => r.Status == ReservationStatus.Active && r.Hold.DropVersion >= row.OldestHoldVersion).Select(r => r.Hold).ToArray(),
        reservations.Values.Where(r => r.Status == ReservationStatus.Purchased).GroupBy(r => r.Hold.Customer)
            .Select(g => KeyValuePair.Create(g.Key, g.Sum(r => r.Hold.Quantity))).ToArray(),
        cooldown,
        plant == Plant.WaitsForgotten ? [] : UnboughtSince(now));

    private UnboughtEnd[] UnboughtSince(DateTimeOffset now) => cooldown is null ? [] : ledger
        .Where(m => m.At > now - (2 * cooldown.Window) && m is Movement.Expired or Movement.Cancelled { Operator: null })
        .Select(m => new UnboughtEnd(((Movement.OfHold)m).Hold.Customer, m.At)).ToArray();

    public StagedBatch Stage(IReadOnlyList<Movement> movements, DropAfter after, Plant plant)
    {
        if (plant == Plant.NoVersionCheck)
        {
            // As a ledger without numbers of its own would take it.
            movements = movements.Select((m, i) => m with { Version = row.Version + 1 + i }).ToArray();
            after = after with { Version = row.Version + movements.Count };
        }

        Expect(movements[0].Version == row.Version + 1 && movements[^1].Version == after.Version, "the drop at the version known");
        var staged = new Dictionary<ReservationId, ReservationRow>();
        foreach (var movement in movements.OfType<Movement.Reserved>())
        {
            Expect(Find(movement.Hold.Id) is null && !staged.ContainsKey(movement.Hold.Id), "unique reservations");
            if (movement.Key is { } key && plant != Plant.NoIdempotencyLookup)
                Expect(!keys.ContainsKey(new(movement.Hold.Customer, key)) && !staged.Values.Any(r => r.Key == key && r.Hold.Customer == movement.Hold.Customer), "unique request keys");
            staged.Add(movement.Hold.Id, new ReservationRow(movement.Hold, movement.Key, ReservationStatus.Active, null, null));
        }

        foreach (var movement in movements.OfType<Movement.OfHold>().Where(m => m is not Movement.Reserved))
        {
            var old = staged.GetValueOrDefault(movement.Hold.Id) ?? Find(movement.Hold.Id);
            Expect(old is { Status: ReservationStatus.Active }, "active reservations to end");
            Expect(movement is not Movement.Purchased || movement.At < old!.Hold.ExpiresAt, "bought in time");
            Expect(movement is not Movement.Expired || movement.At >= old!.Hold.ExpiresAt, "expired in time");
            staged[movement.Hold.Id] = Ended(old!, movement);
        }

        StageVariants(movements, after, plant);
        CheckSchema(movements, after);
        return new StagedBatch(movements, staged, after);
    }

    /// <summary>The sweep of <see cref="Plant.ExpiryWithoutGuard"/>: right in everything but the guard.</summary>
    public StagedBatch? StageExpiry(IEnumerable<Hold> due, DateTimeOffset now, bool guarded)
    {
        var movements = new List<Movement>();
        var staged = new Dictionary<ReservationId, ReservationRow>();
        var variants = row.Variants.ToArray();
        foreach (var hold in due)
        {
            if (guarded && reservations[hold.Id].Status != ReservationStatus.Active)
                continue;
            var at = Array.FindIndex(variants, v => v.Id == hold.Variant);
            if (variants[at].Held < hold.Quantity)
                continue; // The table's CHECK would stop this one.
            variants[at] = variants[at] with { Available = variants[at].Available + hold.Quantity, Held = variants[at].Held - hold.Quantity };
            var movement = new Movement.Expired(row.Version + 1 + movements.Count, now, hold);
            movements.Add(movement);
            staged[hold.Id] = Ended(reservations[hold.Id], movement);
        }

        var left = reservations.Values.Where(r => (staged.GetValueOrDefault(r.Hold.Id) ?? r).Status == ReservationStatus.Active).Select(r => r.Hold.ExpiresAt).Order().ToArray();
        var after = row with { Version = row.Version + movements.Count, Variants = variants, NextDue = Earliest(row.Status, row.Terms, left.Length > 0 ? left[0] : null) };
        return movements.Count == 0 ? null : new StagedBatch(movements, staged, after);
    }

    public void Apply(StagedBatch batch)
    {
        ledger.AddRange(batch.Movements);
        foreach (var (id, reservation) in batch.Reservations)
        {
            reservations[id] = reservation;
            if (reservation.Key is { } key)
                keys[new RequestKey(reservation.Hold.Customer, key)] = id;
        }

        row = batch.After;
    }

    private static DateTimeOffset? Due(DropView view) => Earliest(view.Status, view.Terms, null);

    private static DateTimeOffset? Earliest(DropStatus status, DropTerms terms, DateTimeOffset? hold)
    {
        DateTimeOffset?[] all = [
            hold,
            status == DropStatus.Upcoming ? terms.StartsAt : null,
            status is DropStatus.Upcoming or DropStatus.Live or DropStatus.Paused ? terms.EndsAt : null,
        ];
        return all.Min();
    }

    private static ReservationRow Ended(ReservationRow old, Movement.OfHold movement) => old with
    {
        Status = movement switch
        {
            Movement.Purchased => ReservationStatus.Purchased,
            Movement.Expired => ReservationStatus.Expired,
            _ => ReservationStatus.Cancelled,
        },
        EndedAt = movement.At,
        Purchase = (movement as Movement.Purchased)?.Purchase,
    };

    private void StageVariants(IReadOnlyList<Movement> movements, DropAfter after, Plant plant)
    {
        for (var i = 0; i < row.Variants.Length; i++)
        {
            var (was, now) = (row.Variants[i], after.Variants[i]);
            var (available, held, sold) = (was.Available, was.Held, was.Sold);
            foreach (var movement in movements)
            {
                var units = movement is Movement.OfHold { Hold: var hold } && hold.Variant == was.Id ? hold.Quantity : 0;
                available += movement switch
                {
                    Movement.Reserved => -units,
                    Movement.Cancelled or Movement.Expired => units,
                    Movement.Adjusted adjusted when adjusted.Variant == was.Id => adjusted.Change,
                    _ => 0,
                };
                held += movement is Movement.Reserved ? units : -units;
                sold += movement is Movement.Purchased ? units : 0;
            }

            if (plant != Plant.NoVersionCheck)
                Expect((available, held, sold) == (now.Available, now.Held, now.Sold), "variants as they were known");
            Expect(now is { Available: >= 0, Held: >= 0, Sold: >= 0 }, "no negative count");
        }
    }

    /// <summary>
    /// The CHECKs of the real tables. What they refuse they refuse each time, so a batch that they would refuse is a fault
    /// of the decision's, whatever the weather.
    /// </summary>
    private void CheckSchema(IReadOnlyList<Movement> movements, DropAfter after)
    {
        var (terms, status) = (after.Terms, after.Status);
        Require(status is DropStatus.Draft or DropStatus.Ended || terms.StartsAt is not null, $"{status} without a start");
        Require(!(terms.EndsAt <= terms.StartsAt), $"an end at {terms.EndsAt:O} and a start at {terms.StartsAt:O}");
        Require(terms is { HoldSeconds: >= 1 and <= 3600, LimitPerCustomer: >= 1 and <= 1_000_000, Price.AmountMinor: >= 0 }, $"{terms}");
        foreach (var variant in after.Variants)
            Require(variant.Total is >= 0 and <= 10_000_000, $"{variant}");
        foreach (var movement in movements)
        {
            Require(movement is not Movement.OfHold { Hold.Quantity: < 1 } and not Movement.Adjusted { Change: 0 }, $"{movement}");
            Require(movement is not Movement.Reserved reserved || reserved.Hold.ExpiresAt > reserved.Hold.CreatedAt, $"{movement}");
            Require(movement is not Movement.Reserved { Key.Length: < 1 or > 200 }, $"{movement}");
            Require(movement is not Movement.Purchased { DisplayName.Length: < 1 or > 160 }, $"{movement}");
        }

        void Require(bool met, string what)
        {
            if (!met)
                world.Die(new Violation($"H: the tables refuse {what}"));
        }
    }

    private static void Expect(bool met, string what)
    {
        if (!met)
            throw new ServerErrorException($"{what}: not met");
    }
}
