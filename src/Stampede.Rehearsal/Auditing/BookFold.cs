namespace Stampede.Rehearsal.Auditing;

/// <summary>A reservation as the ledger tells it.</summary>
internal sealed record BookedHold(LedgerEntry Reserved)
{
    public LedgerEntry? End { get; set; }
}

internal readonly record struct BookedStock(long Available, long Held, long Sold);

/// <summary>The ledger, walked from its first line to its last; what no proper ledger can say becomes a finding.</summary>
internal sealed class BookFold
{
    private readonly Dictionary<string, BookedStock> stock = [];
    private readonly Dictionary<string, BookedHold> holds = [];
    private readonly Dictionary<string, long> units = [];
    private readonly Dictionary<string, long> peakUnits = [];

    private BookFold()
    {
    }

    public IReadOnlyDictionary<string, BookedStock> Stock => stock;

    /// <summary>By reservation.</summary>
    public IReadOnlyDictionary<string, BookedHold> Holds => holds;

    /// <summary>By customer: the most units held and bought at one time.</summary>
    public IReadOnlyDictionary<string, long> PeakUnits => peakUnits;

    public long Version { get; private set; }

    public static BookFold Of(Evidence evidence, Findings findings)
    {
        var fold = new BookFold();
        foreach (var (id, total) in evidence.Variants)
            fold.stock[id] = new BookedStock(total, 0, 0);
        foreach (var entry in evidence.Ledger)
            fold.Take(entry, findings);
        foreach (var (customer, peak) in fold.peakUnits.Where(peak => peak.Value > evidence.LimitPerCustomer))
            findings.Add("over_limit", $"Customer {customer} had {peak} units at one time; the limit is {evidence.LimitPerCustomer}.");
        return fold;
    }

    private void Take(LedgerEntry entry, Findings findings)
    {
        if (entry.Version != Version + 1)
            findings.Add("ledger_has_gaps", $"Version {entry.Version} follows {Version}.");
        Version = entry.Version;
        switch (entry.Kind)
        {
            case "reserved":
                if (!holds.TryAdd(entry.ReservationId ?? "", new BookedHold(entry)))
                    findings.Add("reserved_twice", $"Reservation {entry.ReservationId} is in the ledger twice, the second time at version {entry.Version}.");
                Count(entry.CustomerId ?? "", entry.Quantity);
                Move(entry, -entry.Quantity, entry.Quantity, 0, findings);
                break;
            case "purchased":
                End(entry, findings);
                Move(entry, 0, -entry.Quantity, entry.Quantity, findings);
                break;
            case "cancelled" or "expired":
                End(entry, findings);
                Count(entry.CustomerId ?? "", -entry.Quantity);
                Move(entry, entry.Quantity, -entry.Quantity, 0, findings);
                break;
            case "adjusted":
                Move(entry, entry.Change, 0, 0, findings);
                break;
        }
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

    private void Count(string customer, int change)
    {
        var now = units[customer] = units.GetValueOrDefault(customer) + change;
        peakUnits[customer] = Math.Max(now, peakUnits.GetValueOrDefault(customer));
    }

    private void Move(LedgerEntry entry, int available, int held, int sold, Findings findings)
    {
        if (!stock.TryGetValue(entry.VariantId ?? "", out var before))
        {
            findings.Add("unknown_variant", $"Version {entry.Version} moves variant {entry.VariantId}, which the drop does not have.");
            return;
        }

        var after = stock[entry.VariantId!] = new BookedStock(before.Available + available, before.Held + held, before.Sold + sold);
        if (after.Available < 0)
            findings.Add("oversold", $"At version {entry.Version} variant {entry.VariantId} had {after.Held} held and {after.Sold} sold: {-after.Available} more than there are.");
        if (after.Held < 0)
            findings.Add("returned_too_often", $"At version {entry.Version} variant {entry.VariantId} had {after.Held} held.");
    }
}
