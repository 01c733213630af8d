using Stampede.Rehearsal.Crowd;

namespace Stampede.Rehearsal.Auditing;

/// <summary>
/// What can be proven without believing the ledger: from what the crowd itself was told, how many units were surely
/// taken at each instant, and by whom.
/// </summary>
internal static class AnswersAlone
{
    public static void Check(Evidence evidence, Findings findings)
    {
        var paid = evidence.Payments.Select(payment => payment.ReservationId).ToHashSet();
        var returned = evidence.Returns.Select(back => back.ReservationId).ToHashSet();
        returned.UnionWith(evidence.MaybeReturned);

        foreach (var ofVariant in evidence.Grants.GroupBy(grant => grant.Variant))
        {
            var (id, stock) = evidence.Variants[ofVariant.Key];
            var (peak, at) = Peak(ofVariant, paid, returned);
            if (peak > stock)
                findings.Add("oversold", $"By the answers alone, {peak} units of variant {id} were promised at {at:O}; there are {stock}.");
        }

        foreach (var ofShopper in evidence.Grants.GroupBy(grant => grant.Shopper))
        {
            var (peak, at) = Peak(ofShopper, paid, returned);
            if (peak > evidence.LimitPerCustomer)
                findings.Add("over_limit", $"By the answers alone, customer {evidence.CustomerIds[ofShopper.Key]} had {peak} units at {at:O}; the limit is {evidence.LimitPerCustomer}.");
        }
    }

    /// <summary>
    /// The most units taken at one time. A hold counts from its making to its time's end, a paid one for ever; one that
    /// was given back is left out, because nobody outside knows the instant. So this never counts too many.
    /// </summary>
    private static (long Peak, DateTimeOffset At) Peak(IEnumerable<Grant> grants, HashSet<string> paid, HashSet<string> returned)
    {
        var changes = new List<(DateTimeOffset At, int Units)>();
        foreach (var grant in grants)
        {
            if (returned.Contains(grant.Id))
                continue;
            changes.Add((grant.CreatedAt, grant.Quantity));
            if (!paid.Contains(grant.Id))
                changes.Add((grant.ExpiresAt, -grant.Quantity));
        }

        // Of one millisecond the ends come first: a hold is over at the very instant of its end.
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
