using Stampede.Rehearsal.Crowd;

namespace Stampede.Rehearsal.Auditing;

/// <summary>
/// Judges the answers alone, without the ledger. The answers tell how many units were certainly taken at each moment, and by whom; the
/// watchers' events are judged here too.
/// </summary>
internal static class AnswersAudit
{
    public static void Judge(Evidence evidence, Findings findings)
    {
        foreach (var twice in evidence.Grants.GroupBy(grant => grant.Id).Where(grants => grants.Count() > 1))
            findings.Add("granted_twice", $"Reservation {twice.Key} was the answer to {twice.Count()} different requests.");
        foreach (var twice in evidence.Payments.GroupBy(payment => payment.ReservationId).Where(payments => payments.DistinctBy(payment => payment.PurchaseId).Count() > 1))
            findings.Add("bought_twice", $"Reservation {twice.Key} became two purchases.");
        CheckPeaks(evidence, findings);
        if (evidence.Backwards > 0)
            findings.Add("version_went_back", $"{evidence.Backwards} times a watcher was shown an older state after a newer one.");
        foreach (var wrong in evidence.WrongEvents)
            findings.Add("counts_do_not_add_up", "An event at " + wrong);
        foreach (var fault in evidence.Faults)
            findings.Add("faulty_answer", fault);
    }

    private static void CheckPeaks(Evidence evidence, Findings findings)
    {
        var surely = SurelyHeldUntil(evidence);
        foreach (var ofVariant in evidence.Grants.GroupBy(grant => grant.Variant))
        {
            var (id, stock) = evidence.Variants[ofVariant.Key];
            var (peak, at) = Peak(ofVariant, surely);
            if (peak > stock)
                findings.Add("oversold", $"By the answers alone, {peak} units of variant {id} were promised at {at:O}; there are {stock}.");
        }

        foreach (var ofShopper in evidence.Grants.GroupBy(grant => grant.Shopper))
        {
            var (peak, at) = Peak(ofShopper, surely);
            if (peak > evidence.LimitPerCustomer)
                findings.Add("over_limit", $"By the answers alone, customer {evidence.CustomerIds[ofShopper.Key]} had {peak} units at {at:O}; the limit is {evidence.LimitPerCustomer}.");
        }
    }

    /// <summary>
    /// Until when each reservation certainly held its units. Paid: for ever. Given back: until the request for that was sent; where that request
    /// got no answer, nobody knows, so it does not count. Any other: until it expires.
    /// </summary>
    private static Func<Grant, DateTimeOffset> SurelyHeldUntil(Evidence evidence)
    {
        var paid = evidence.Payments.Select(payment => payment.ReservationId).ToHashSet();
        var returned = new Dictionary<string, DateTimeOffset>();
        foreach (var back in evidence.Returns)
            returned.TryAdd(back.ReservationId, evidence.Opening.AddTicks(back.SentAt * TimeSpan.TicksPerMicrosecond) - evidence.ClockDoubt);
        return grant => paid.Contains(grant.Id) ? DateTimeOffset.MaxValue
            : evidence.MaybeReturned.Contains(grant.Id) ? DateTimeOffset.MinValue
            : returned.TryGetValue(grant.Id, out var sent) && sent < grant.ExpiresAt ? sent
            : grant.ExpiresAt;
    }

    /// <summary>The most units that were certainly taken at one time.</summary>
    private static (long Peak, DateTimeOffset At) Peak(IEnumerable<Grant> grants, Func<Grant, DateTimeOffset> heldUntil)
    {
        var changes = new List<(DateTimeOffset At, int Units)>();
        foreach (var grant in grants)
        {
            var until = heldUntil(grant);
            if (until <= grant.CreatedAt)
                continue;
            changes.Add((grant.CreatedAt, grant.Quantity));
            changes.Add((until, -grant.Quantity));
        }

        // At the same time ends come before beginnings: a hold no longer holds at the moment it expires.
        changes.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Units.CompareTo(b.Units));
        var (now, peak, at) = (0L, 0L, default(DateTimeOffset));
        foreach (var change in changes)
        {
            now += change.Units;
            if (now > peak)
                (peak, at) = (now, change.At);
        }

        return (peak, at);
    }
}
