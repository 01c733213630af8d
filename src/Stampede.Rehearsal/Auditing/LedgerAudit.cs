using System.Collections.Immutable;
using Stampede.Rehearsal.Crowd;

namespace Stampede.Rehearsal.Auditing;

/// <summary>
/// Judges a rehearsal: compares the ledger with what each customer was told, and the drop and its watchers with the ledger. Pure, and
/// independent of the server's code.
/// </summary>
internal static class LedgerAudit
{
    /// <summary>How late the promises let a hold end after an outage. Normally it is a second.</summary>
    public static TimeSpan HoldLateness { get; } = TimeSpan.FromSeconds(5);

    public static AuditReport Judge(Evidence evidence)
    {
        var findings = new Findings();
        var books = LedgerFold.Of(evidence.Variants, evidence.LimitPerCustomer, evidence.Ledger, findings);
        CheckGrants(evidence, books, findings);
        CheckEnds(evidence, books, findings);
        AnswersAudit.Judge(evidence, findings);
        CheckFinal(evidence, books, findings);
        MoneyAudit.Judge(evidence, books, findings);
        LineAudit.Judge(evidence, findings);
        return new AuditReport(findings.ToArray(),
        [
            ("ledger entries folded", evidence.Ledger.Count),
            ("acknowledged reservations looked up", evidence.Grants.Count),
            ("acknowledged purchases looked up", evidence.Payments.Count),
            ("acknowledged returns looked up", evidence.Returns.Count),
            ("customers held against the limit", books.PeakUnits.Count),
            ("watchers compared with the final state", evidence.LastSeen.Count),
            .. evidence.Money is { } money ? [("payments held against the provider's books", (long)money.Payments.Count)] : ImmutableArray<(string, long)>.Empty,
            .. evidence.Line is { } line ? [("places of the line computed", (long)line.Standings.Count)] : ImmutableArray<(string, long)>.Empty,
        ]);
    }

    /// <summary>Every acknowledged reservation is in the ledger, once and as the customer was told. Every reservation in the ledger was acknowledged.</summary>
    private static void CheckGrants(Evidence evidence, LedgerFold books, Findings findings)
    {
        foreach (var grant in evidence.Grants)
        {
            if (!books.Holds.TryGetValue(grant.Id, out var hold))
                findings.Add("acknowledged_not_in_ledger", $"Reservation {grant.Id} was acknowledged, and the ledger does not have it.");
            else if (!IsAsSaid(evidence, grant, hold.Reserved))
                findings.Add("ledger_differs_from_answer", $"Reservation {grant.Id} was acknowledged as {grant}; the ledger says {hold.Reserved}.");
        }

        var acknowledged = evidence.Grants.Select(grant => grant.Id).ToHashSet();
        var unacknowledged = books.Holds.Where(hold => hold.Value.Reserved.Kind == "reserved" && !acknowledged.Contains(hold.Key)).Select(hold => hold.Key).ToList();
        if (unacknowledged.Count > evidence.UnknownReserves + PaidTooLate(evidence, books).Count)
            findings.Add("ledger_not_acknowledged",
                $"{unacknowledged.Count} reservations in the ledger were acknowledged to nobody, such as {unacknowledged[0]}; only {evidence.UnknownReserves} requests stayed without an answer.");
    }

    /// <summary>Reservations that ran out while they were paid for. The shop may take the same again then, which is a reservation that nobody asked for.</summary>
    private static HashSet<string> PaidTooLate(Evidence evidence, LedgerFold books) =>
        [.. evidence.Money?.Payments.Where(payment => payment.IsSold && EndOf(books, payment.ReservationId) == "expired").Select(payment => payment.ReservationId) ?? []];

    private static bool IsAsSaid(Evidence evidence, Grant grant, LedgerEntry reserved) =>
        reserved.CustomerId == evidence.CustomerIds[grant.Shopper]
        && reserved.VariantId == evidence.Variants[grant.Variant].Id
        && reserved.Quantity == grant.Quantity
        && (grant.DropVersion == 0 || reserved.Version == grant.DropVersion);

    /// <summary>An acknowledged payment or return is its reservation's one end. There are no other purchases.</summary>
    private static void CheckEnds(Evidence evidence, LedgerFold books, Findings findings)
    {
        var tooLate = PaidTooLate(evidence, books);
        foreach (var payment in evidence.Payments)
        {
            if (EndOf(books, payment.ReservationId) != "purchased" && !tooLate.Contains(payment.ReservationId))
                findings.Add("acknowledged_not_in_ledger", $"The purchase of reservation {payment.ReservationId} was acknowledged; the ledger says {EndOf(books, payment.ReservationId)}.");
        }

        foreach (var returned in evidence.Returns)
        {
            if (EndOf(books, returned.ReservationId) is not ("cancelled" or "expired"))
                findings.Add("acknowledged_not_in_ledger", $"Reservation {returned.ReservationId} was given back; the ledger says {EndOf(books, returned.ReservationId)}.");
        }

        var purchases = books.Holds.Values.Count(hold => hold.End?.Kind == "purchased");
        var paid = evidence.Payments.Select(payment => payment.ReservationId).Distinct().Count();
        if (purchases - paid > evidence.UnknownOthers)
            findings.Add("ledger_not_acknowledged", $"The ledger has {purchases} purchases; {paid} were acknowledged and {evidence.UnknownOthers} requests stayed without an answer.");
    }

    private static void CheckFinal(Evidence evidence, LedgerFold books, Findings findings)
    {
        if (!evidence.Verification.Consistent || evidence.Verification.Findings.Length > 0)
            findings.Add("verification_inconsistent", "The target's own verification: " + string.Join("; ", evidence.Verification.Findings.DefaultIfEmpty("inconsistent, without a finding")));
        books.Compare(evidence.Final.Version, evidence.Final.Variants, findings);
        foreach (var grant in evidence.Grants)
        {
            if (books.Holds.TryGetValue(grant.Id, out var hold) && hold.End is null && EndOf(evidence, grant) is var end && end + HoldLateness < evidence.ReadAt)
                findings.Add("held_past_its_time", $"Reservation {grant.Id} was to end at {end:O}, and held stock at {evidence.ReadAt:O}.");
        }

        for (var i = 0; i < evidence.LastSeen.Count; i++)
        {
            var seen = evidence.LastSeen[i];
            if (seen is null)
                findings.Add("watcher_not_converged", $"Watcher {i} was shown nothing.");
            else if (!seen.SameAs(evidence.Final))
                findings.Add("watcher_not_converged", $"Watcher {i} ended with version {seen.Version} ({seen.Available} available, {seen.Held} held, {seen.Sold} sold); the drop is at {evidence.Final.Version}.");
        }
    }

    private static DateTimeOffset EndOf(Evidence evidence, Grant grant) =>
        evidence.KeptUntil.TryGetValue(grant.Id, out var kept) && kept > grant.ExpiresAt ? kept : grant.ExpiresAt;

    private static string EndOf(LedgerFold books, string reservation) =>
        books.Holds.TryGetValue(reservation, out var hold) ? hold.End?.Kind ?? "still active" : "nothing of it";
}
