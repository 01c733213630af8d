using System.Collections.Immutable;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Watching;

namespace Stampede.Rehearsal.Tests;

/// <summary>A sound set of books, and each way in which it can be cooked.</summary>
public class LedgerAuditTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Sound_books_pass_and_something_was_looked_at()
    {
        var report = LedgerAudit.Judge(Sound());

        report.Findings.ShouldBeEmpty();
        report.Checks.ShouldAllBe(check => check.Count > 0);
    }

    [Fact]
    public void An_oversell_in_the_ledger_is_caught()
    {
        // A fourth customer was let in while all three units were taken.
        var evidence = Sound();
        var ledger = evidence.Ledger.ToList();
        ledger.Insert(4, Entry(5, "reserved", "r4", 3));
        Codes(evidence with
        {
            Ledger = Renumbered(ledger),
            Grants = [.. evidence.Grants, Grant("r4", 3, 5)],
        }).ShouldContain("oversold");
    }

    [Fact]
    public void An_oversell_that_the_ledger_hides_is_caught_by_the_answers_alone()
    {
        // The target told a fourth customer yes, and its books, its state and its own verification know nothing of it.
        var evidence = Sound();

        var codes = Codes(evidence with { Grants = [.. evidence.Grants, Grant("r4", 3, 0)] });

        codes.ShouldContain("oversold");
        codes.ShouldContain("acknowledged_not_in_ledger");
    }

    [Fact]
    public void A_reservation_that_is_not_in_the_ledger_is_caught()
    {
        var evidence = Sound();

        Codes(evidence with { Ledger = Renumbered([.. evidence.Ledger.Where(entry => entry.ReservationId != "r3")]) }).ShouldContain("acknowledged_not_in_ledger");
    }

    [Fact]
    public void A_reservation_that_is_in_the_ledger_twice_is_caught()
    {
        var evidence = Sound();
        var ledger = evidence.Ledger.ToList();
        ledger.Insert(2, Entry(0, "reserved", "r1", 0));

        Codes(evidence with { Ledger = Renumbered(ledger) }).ShouldContain("reserved_twice");
    }

    [Fact]
    public void One_reservation_given_to_two_requests_is_caught()
    {
        var evidence = Sound();

        Codes(evidence with { Grants = [.. evidence.Grants, evidence.Grants[0]] }).ShouldContain("granted_twice");
    }

    [Fact]
    public void A_reservation_that_nobody_was_told_of_is_caught_unless_an_answer_was_lost()
    {
        var evidence = Sound();
        var untold = evidence with { Grants = [.. evidence.Grants.Where(grant => grant.Id != "r2")], Returns = [] };

        Codes(untold).ShouldContain("ledger_not_acknowledged");
        Codes(untold with { UnknownReserves = 1 }).ShouldBeEmpty();
    }

    [Fact]
    public void A_reservation_of_another_customer_than_was_told_is_caught()
    {
        var evidence = Sound();

        Codes(evidence with { CustomerIds = ["c1", "c0", "c2", "c3"] }).ShouldContain("ledger_differs_from_answer");
    }

    [Fact]
    public void A_customer_over_the_limit_is_caught_by_the_ledger_and_by_the_answers()
    {
        var evidence = Sound();
        var cheat = evidence with
        {
            Ledger = [.. evidence.Ledger.Select(entry => entry.CustomerId == "c1" ? entry with { CustomerId = "c0" } : entry)],
            Grants = [.. evidence.Grants.Select(grant => grant.Shopper == 1 ? grant with { Shopper = 0 } : grant)],
            Returns = [],
            UnknownOthers = 1,
        };

        LedgerAudit.Judge(cheat).Findings.Count(finding => finding.Code == "over_limit").ShouldBe(2);
    }

    [Fact]
    public void A_hold_that_ended_twice_is_caught()
    {
        var evidence = Sound();
        List<LedgerEntry> ledger = [.. evidence.Ledger, Entry(0, "expired", "r2", 1)];

        Codes(evidence with { Ledger = Renumbered(ledger) }).ShouldContain("ended_twice");
    }

    [Fact]
    public void Stock_that_came_back_twice_is_caught()
    {
        var evidence = Sound();
        List<LedgerEntry> ledger = [.. evidence.Ledger, Entry(0, "expired", "r2", 1), Entry(0, "expired", "r3", 2), Entry(0, "expired", "r3", 2)];

        Codes(evidence with { Ledger = Renumbered(ledger) }).ShouldContain("returned_too_often");
    }

    [Fact]
    public void A_payment_that_the_ledger_does_not_know_is_caught()
    {
        var evidence = Sound();

        Codes(evidence with { Payments = [.. evidence.Payments, new Payment("p3", "r3", 2)] }).ShouldContain("acknowledged_not_in_ledger");
    }

    [Fact]
    public void Two_purchases_of_one_reservation_are_caught()
    {
        var evidence = Sound();

        Codes(evidence with { Payments = [.. evidence.Payments, new Payment("another", "r1", 0)] }).ShouldContain("bought_twice");
    }

    [Fact]
    public void A_gap_in_the_ledger_is_caught()
    {
        var evidence = Sound();

        Codes(evidence with { Ledger = [.. evidence.Ledger.Select(entry => entry.Version < 4 ? entry : entry with { Version = entry.Version + 1 })] }).ShouldContain("ledger_has_gaps");
    }

    [Fact]
    public void A_final_state_that_is_not_the_ledgers_is_caught()
    {
        var evidence = Sound();
        var wrong = evidence.Final with { Variants = [new VariantCount("v", 3, 2, 0, 1)] };

        Codes(evidence with { Final = wrong, LastSeen = [wrong] }).ShouldBe(["final_state_differs"]);
    }

    [Fact]
    public void Counts_that_do_not_add_up_are_caught()
    {
        var evidence = Sound();

        Codes(evidence with { WrongEvents = ["version 3: …"] }).ShouldBe(["counts_do_not_add_up"]);
    }

    [Fact]
    public void A_hold_kept_past_its_time_is_caught()
    {
        var evidence = Sound();

        Codes(evidence with { ReadAt = Start.AddMinutes(2) }).ShouldBe(["held_past_its_time"]);
    }

    [Fact]
    public void A_watcher_that_stayed_behind_saw_nothing_or_went_back_is_caught()
    {
        var evidence = Sound();

        Codes(evidence with { LastSeen = [evidence.Final with { Version = 3 }] }).ShouldBe(["watcher_not_converged"]);
        Codes(evidence with { LastSeen = [null] }).ShouldBe(["watcher_not_converged"]);
        Codes(evidence with { Backwards = 1 }).ShouldBe(["version_went_back"]);
    }

    [Fact]
    public void The_targets_own_doubts_and_faults_are_findings()
    {
        var evidence = Sound();

        Codes(evidence with { Verification = new Verification(false, ["sold_matches_purchases"]) }).ShouldBe(["verification_inconsistent"]);
        Codes(evidence with { Faults = ["3 × Reserve: status 500"] }).ShouldBe(["faulty_answer"]);
    }

    [Fact]
    public void Money_that_is_as_the_ledger_says_passes() => Codes(Paid()).ShouldBeEmpty();

    [Fact]
    public void A_purchase_that_nobody_paid_for_is_caught() =>
        Codes(Paid(captured: 0)).ShouldBe(["sold_not_charged", "money_differs"], ignoreOrder: true);

    [Fact]
    public void Money_for_which_nothing_was_sold_is_caught()
    {
        var paid = Paid();
        var more = paid with { Money = paid.Money! with { Provider = [.. paid.Money.Provider, new ProviderEntry("m2", "captured", 500, 500, 0)] } };

        Codes(more).ShouldBe(["charged_not_sold", "money_differs"], ignoreOrder: true);
        Codes(more with { Money = more.Money! with { IsOursAlone = false } }).ShouldBeEmpty("where others pay too, it may be theirs");
    }

    [Fact]
    public void An_authorisation_that_is_left_is_caught()
    {
        var paid = Paid();

        Codes(paid with
        {
            Money = paid.Money! with
            {
                Payments = [.. paid.Money.Payments, new ShopPayment("m2", "r2", "voided", 500, 0, 0, IsSold: false)],
                Provider = [.. paid.Money.Provider, new ProviderEntry("m2", "authorized", 500, 0, 0)],
            },
        }).ShouldBe(["authorisation_left"]);
    }

    [Fact]
    public void A_purchase_without_any_payment_is_caught()
    {
        var paid = Paid();

        Codes(paid with { Money = paid.Money! with { Payments = [], Provider = [] } }).ShouldBe(["sold_without_payment", "money_differs"], ignoreOrder: true);
    }

    [Fact]
    public void A_hold_that_a_payment_keeps_may_stay_until_its_end()
    {
        var evidence = Sound() with { ReadAt = Start.AddMinutes(2) };

        Codes(evidence with { KeptUntil = ImmutableDictionary<string, DateTimeOffset>.Empty.Add("r3", Start.AddMinutes(3)) }).ShouldBeEmpty();
    }

    [Fact]
    public void What_was_paid_for_too_late_and_taken_anew_is_nobody_elses()
    {
        // r2 ran out while it was paid for, and its customer got r4.
        var evidence = Paid();
        List<LedgerEntry> ledger = [.. evidence.Ledger.Take(6), Entry(0, "expired", "r2", 1), Entry(0, "reserved", "r4", 1), Entry(0, "purchased", "r4", 1)];
        var final = new StockReading("d", 9, "live", [new VariantCount("v", 3, 0, 1, 2)]);

        Codes(evidence with
        {
            Ledger = Renumbered(ledger),
            Payments = [.. evidence.Payments, new Payment("p2", "r2", 1)],
            Returns = [],
            Final = final,
            LastSeen = [final],
            Money = evidence.Money! with
            {
                Payments = [.. evidence.Money.Payments, new ShopPayment("m2", "r2", "captured", 500, 500, 0, IsSold: true)],
                Provider = [.. evidence.Money.Provider, new ProviderEntry("m2", "captured", 500, 500, 0)],
            },
        }).ShouldBeEmpty();
    }

    [Fact]
    public void A_unit_that_is_free_again_in_the_very_millisecond_of_the_next_hold_is_no_oversell()
    {
        var evidence = Sound();
        var after = Grant("r5", 3, 9) with { CreatedAt = Start.AddSeconds(60), ExpiresAt = Start.AddSeconds(120) };
        List<LedgerEntry> ledger = [.. evidence.Ledger, Entry(0, "expired", "r3", 2), Entry(0, "reserved", "r5", 3)];
        var final = new StockReading("d", 9, "live", [new VariantCount("v", 3, 1, 1, 1)]);

        Codes(evidence with { Grants = [.. evidence.Grants, after], Ledger = Renumbered(ledger), Final = final, LastSeen = [final] }).ShouldBeEmpty();
    }

    [Fact]
    public void A_thousand_findings_of_a_kind_are_named_a_few_times()
    {
        var findings = new Findings();
        for (var i = 0; i < 1000; i++)
            findings.Add("oversold", "again");

        findings.ToArray().Length.ShouldBe(11);
        findings.ToArray()[^1].Detail.ShouldContain("990 more");
    }

    /// <summary>Three units. r1 was bought, r2 given back, r3 is held.</summary>
    private static Evidence Sound()
    {
        var final = new StockReading("d", 7, "live", [new VariantCount("v", 3, 1, 1, 1)]);
        return new Evidence
        {
            Grants = [Grant("r1", 0, 3), Grant("r2", 1, 4), Grant("r3", 2, 5)],
            Payments = [new Payment("p1", "r1", 0)],
            Returns = [new GivenBack("r2", 2_000_000)],
            Opening = Start,
            CustomerIds = ["c0", "c1", "c2", "c3"],
            Variants = [("v", 3)],
            LimitPerCustomer = 1,
            Ledger =
            [
                new LedgerEntry(1, Start, "created"),
                new LedgerEntry(2, Start, "opened"),
                Entry(3, "reserved", "r1", 0),
                Entry(4, "reserved", "r2", 1),
                Entry(5, "reserved", "r3", 2),
                Entry(6, "purchased", "r1", 0),
                Entry(7, "cancelled", "r2", 1),
            ],
            Final = final,
            Verification = new Verification(true, []),
            ReadAt = Start.AddSeconds(10),
            LastSeen = [final, final],
        };
    }

    /// <summary>The same, and 500 were paid for r1.</summary>
    private static Evidence Paid(long captured = 500) => Sound() with
    {
        Money = new MoneyEvidence(
            500, [new ShopPayment("m1", "r1", "captured", 500, captured, 0, IsSold: true)], [new ProviderEntry("m1", "captured", 500, captured, 0)], IsOursAlone: true),
    };

    private static Grant Grant(string id, int shopper, long version) => new(id, shopper, 0, 1, version, Start, Start.AddSeconds(60), 1_000);

    private static LedgerEntry Entry(long version, string kind, string reservation, int customer) => new(version, Start, kind, "v", reservation, $"c{customer}", 1);

    private static ImmutableArray<LedgerEntry> Renumbered(List<LedgerEntry> entries) => [.. entries.Select((entry, i) => entry with { Version = i + 1 })];

    private static string[] Codes(Evidence evidence) => [.. LedgerAudit.Judge(evidence).Findings.Select(finding => finding.Code).Distinct()];
}
