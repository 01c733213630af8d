using Stampede.Rehearsal.Watching;

namespace Stampede.Rehearsal.Auditing;

/// <summary>A reservation as the ledger tells it.</summary>
internal sealed record BookedHold(LedgerEntry Reserved)
{
    public LedgerEntry? End { get; set; }
}

/// <summary>
/// Adds up a ledger from its first line to its last. What cannot be true becomes a finding. A rehearsal folds the ledger that an operator is
/// shown; the tests of faults fold the rows of the database.
/// </summary>
internal sealed class LedgerFold
{
    private readonly Dictionary<string, VariantCount> stock = [];
    private readonly Dictionary<string, BookedHold> holds = [];
    private readonly Dictionary<string, long> units = [];
    private readonly Dictionary<string, long> peakUnits = [];

    private LedgerFold()
    {
    }

    /// <summary>By variant, after the last line.</summary>
    public IReadOnlyDictionary<string, VariantCount> Stock => stock;

    /// <summary>By reservation.</summary>
    public IReadOnlyDictionary<string, BookedHold> Holds => holds;

    /// <summary>By customer: the most units held and bought at one time.</summary>
    public IReadOnlyDictionary<string, long> PeakUnits => peakUnits;

    public long Version { get; private set; }

    /// <param name="variants">With the stock that the drop was made with.</param>
    /// <param name="ledger">By version.</param>
    public static LedgerFold Of(IEnumerable<(string Id, long Stock)> variants, int limitPerCustomer, IEnumerable<LedgerEntry> ledger, Findings findings)
    {
        var fold = new LedgerFold();
        foreach (var (id, total) in variants)
            fold.stock[id] = new VariantCount(id, total, total, 0, 0);
        foreach (var entry in ledger)
            fold.Take(entry, findings);
        foreach (var (customer, peak) in fold.peakUnits.Where(peak => peak.Value > limitPerCustomer))
            findings.Add("over_limit", $"Customer {customer} had {peak} units at one time; the limit is {limitPerCustomer}.");
        return fold;
    }

    /// <summary>Compares the drop's last version and counts with those that the ledger comes to.</summary>
    public void Compare(long version, IEnumerable<VariantCount> variants, Findings findings)
    {
        if (version != Version)
            findings.Add("final_state_differs", $"The drop is at version {version}, its ledger at {Version}.");
        foreach (var variant in variants)
        {
            if (!variant.AddsUp)
                findings.Add("counts_do_not_add_up", $"The drop shows {variant}.");
            if (!stock.TryGetValue(variant.Id, out var told))
                findings.Add("final_state_differs", $"The drop shows {variant}, which was not made.");
            else if (told != variant)
                findings.Add("final_state_differs", $"The drop shows {variant}; its ledger comes to {told}.");
        }
    }

    private void Take(LedgerEntry entry, Findings findings)
    {
        if (entry.Version != Version + 1)
            findings.Add("ledger_has_gaps", $"Version {entry.Version} follows {Version}.");
        Version = entry.Version;
        if (entry.OpensHold && !holds.TryAdd(entry.ReservationId ?? "", new BookedHold(entry)))
            findings.Add("reserved_twice", $"Reservation {entry.ReservationId} is in the ledger twice, the second time at version {entry.Version}.");
        if (entry.EndsHold)
            End(entry, findings);
        if (entry.Effect == default)
            return;
        // Held and bought both count against the limit.
        if (entry.CustomerId is { } customer)
        {
            var now = units[customer] = units.GetValueOrDefault(customer) + entry.Effect.Held + entry.Effect.Sold;
            peakUnits[customer] = Math.Max(now, peakUnits.GetValueOrDefault(customer));
        }

        Move(entry, findings);
    }

    private void End(LedgerEntry entry, Findings findings)
    {
        if (!holds.TryGetValue(entry.ReservationId ?? "", out var hold))
            findings.Add("ended_without_start", $"Version {entry.Version} ends reservation {entry.ReservationId}, which was never made.");
        else if (hold.End is { } first)
            findings.Add("ended_twice", $"Reservation {entry.ReservationId} was {first.Kind} at version {first.Version} and {entry.Kind} at version {entry.Version}.");
        else if (hold.Reserved.Quantity != entry.Quantity)
            findings.Add("ended_otherwise", $"Reservation {entry.ReservationId} was made for {hold.Reserved.Quantity} and {entry.Kind} for {entry.Quantity}.");
        if (hold is not null)
            hold.End ??= entry;
    }

    private void Move(LedgerEntry entry, Findings findings)
    {
        if (!stock.TryGetValue(entry.VariantId ?? "", out var before))
        {
            findings.Add("unknown_variant", $"Version {entry.Version} moves variant {entry.VariantId}, which the drop does not have.");
            return;
        }

        var (total, available, held, sold) = entry.Effect;
        var after = stock[entry.VariantId!] = new VariantCount(before.Id, before.Total + total, before.Available + available, before.Held + held, before.Sold + sold);
        if (after.Available < 0)
            findings.Add("oversold", $"At version {entry.Version} variant {entry.VariantId} had {after.Held} held and {after.Sold} sold: {-after.Available} more than there are.");
        if (after.Held < 0)
            findings.Add("returned_too_often", $"At version {entry.Version} variant {entry.VariantId} had {after.Held} held.");
    }
}
