using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Watching;

namespace Stampede.Rehearsal.Tests;

/// <summary>A line that was served in its order, with and without somebody of whom the crowd knows nothing, and how it can be cheated with.</summary>
public class LineAuditTests
{
    private const string Seed = "5eed";

    private static readonly DateTimeOffset Start = new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero);

    /// <summary>In the order of their tickets.</summary>
    private static readonly (string Entry, string Ticket)[] Tickets =
        [.. Enumerable.Range(0, 6).Select(at => $"{at:x32}").Select(entry => (entry, TicketOf(entry))).OrderBy(one => one.Item2, StringComparer.Ordinal)];

    [Fact]
    public void A_line_that_is_served_in_its_order_passes() => Codes(Crowd(strangerAt: null), strangers: 0).ShouldBeEmpty();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void Somebody_else_may_stand_in_it(int place)
    {
        Codes(Crowd(place), strangers: 1).ShouldBeEmpty();
        Codes(Crowd(place), strangers: 0).ShouldContain("order_incomplete");
    }

    [Fact]
    public void Nobody_is_moved_to_the_front()
    {
        var crowd = Crowd(strangerAt: 2).ToList();
        (crowd[0], crowd[4]) = (crowd[0] with { Place = crowd[4].Place }, crowd[4] with { Place = crowd[0].Place });

        Codes(crowd, strangers: 1).ShouldContain("place_differs");
    }

    [Fact]
    public void Nobody_of_the_crowd_is_passed_over()
    {
        var crowd = Crowd(strangerAt: 2);

        Codes(crowd, strangers: 1, [crowd[1], crowd[0]]).ShouldContain("passed_over");
    }

    /// <summary>All but one, who is none of the crowd.</summary>
    private static IReadOnlyList<LineStanding> Crowd(int? strangerAt) =>
        [.. Tickets.Index().Where(one => one.Index != strangerAt).Select(one => new LineStanding($"c{one.Index}", 0, one.Item.Entry, one.Item.Ticket, one.Index + 1, "waiting"))];

    private static IEnumerable<string> Codes(IReadOnlyList<LineStanding> crowd, int strangers, IReadOnlyList<LineStanding>? served = null)
    {
        var stranger = new LineStanding("stranger", 0, "", null, null, "offered");
        IEnumerable<LineStanding> offered = served ?? (strangers > 0 ? [crowd[0], stranger, crowd[1]] : crowd.Take(3));
        var findings = new Findings();
        LineAudit.Judge(
            new Evidence
            {
                Grants = [],
                Payments = [],
                Returns = [],
                Opening = Start,
                CustomerIds = [],
                Variants = [("v", 3)],
                LimitPerCustomer = 1,
                Ledger = [.. offered.Index().Select(one => new LedgerEntry(one.Index + 1, Start, "offered", CustomerId: one.Item.CustomerId, VariantId: "v"))],
                Final = new StockReading("d", 7, "live", []),
                Verification = new Verification(true, []),
                ReadAt = Start,
                LastSeen = [],
                Line = new LineEvidence(Seed, Tickets.Length, crowd, [], ImmutableDictionary<string, long>.Empty, TakesOneEach: true, strangers),
            },
            findings);
        return findings.ToArray().Select(finding => finding.Code);
    }

    private static string TicketOf(string entry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"stampede.ticket/v1\n{Seed}\n{entry}\n")));
}
