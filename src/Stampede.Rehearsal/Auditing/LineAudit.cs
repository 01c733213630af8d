using System.Security.Cryptography;
using System.Text;

namespace Stampede.Rehearsal.Auditing;

/// <summary>Where somebody stood when all was over.</summary>
/// <param name="Ticket">Null: the line was never drawn, or they came after its close.</param>
internal sealed record LineStanding(string CustomerId, int Variant, string EntryId, string? Ticket, int? Place, string State);

/// <summary>What the line said of itself while it was served: how far each variant will last.</summary>
/// <param name="Low">With 95 in 100 at least to this place among those who list it.</param>
internal sealed record OddsSeen(string VariantId, long Low, long High);

/// <summary>What is known of the line when all is over.</summary>
/// <param name="Seed">Null: it was never drawn.</param>
/// <param name="ServedTo">By variant: the furthest place among those who list it that was offered it.</param>
/// <param name="Strangers">People in the shuffled line who are none of the crowd, such as who looks on from a page of their own.</param>
internal sealed record LineEvidence(
    string? Seed, int Shuffled, IReadOnlyList<LineStanding> Standings, IReadOnlyList<OddsSeen> Odds, IReadOnlyDictionary<string, long> ServedTo, bool TakesOneEach, int Strangers = 0);

/// <summary>Judges a line by what everybody can compute: tickets from the seed, places from the tickets, and the offers of the ledger in their order.</summary>
internal static class LineAudit
{
    public static void Judge(Evidence evidence, Findings findings)
    {
        if (evidence.Line is not { } line)
            return;
        if (line.Seed is not { } seed)
        {
            findings.Add("never_drawn", "The line was never drawn.");
            return;
        }

        foreach (var twice in line.Standings.Where(one => one.Place is not null).GroupBy(one => one.Place).Where(group => group.Count() > 1))
            findings.Add("place_twice", $"Place {twice.Key} is {string.Join(" and ", twice.Select(one => one.EntryId))}.");
        LineStanding[] order = [.. line.Standings.Where(one => one.Ticket is not null).OrderBy(one => TicketOf(seed, one.EntryId), StringComparer.Ordinal)];
        if (order.Length + line.Strangers != line.Shuffled)
            findings.Add("order_incomplete", $"{line.Shuffled} places are shuffled, and {order.Length} people have a ticket.");
        var before = 0;
        for (var at = 0; at < order.Length; at++)
        {
            if (order[at].Ticket != TicketOf(seed, order[at].EntryId))
                findings.Add("ticket_differs", $"Entry {order[at].EntryId} was told the ticket {order[at].Ticket}.");
            // Who missed an offer stands at the end now.
            if (order[at].Place is not { } place || place > line.Shuffled)
                continue;
            // The tickets of strangers are not known: each may stand before this one, and none can leave.
            var strangersBefore = place - (at + 1);
            if (strangersBefore < before || strangersBefore > line.Strangers)
                findings.Add("place_differs", $"Entry {order[at].EntryId} was told place {place}; by the tickets it is {at + 1 + before}.");
            else
                before = strangersBefore;
        }

        if (line.TakesOneEach)
            CheckOrder(evidence, order, findings);
    }

    /// <summary>Each size goes to those who want it in the order of the line, one after the other; before that nobody gets a second offer.</summary>
    private static void CheckOrder(Evidence evidence, LineStanding[] order, Findings findings)
    {
        var crowd = order.Select(one => one.CustomerId).ToHashSet();
        foreach (var (variant, (id, _)) in evidence.Variants.Index())
        {
            var next = new Queue<string>(order.Where(one => one.Variant == variant).Select(one => one.CustomerId));
            foreach (var offered in evidence.Ledger.Where(entry => entry.Kind == "offered" && entry.VariantId == id))
            {
                if (evidence.Line!.Strangers > 0 && !crowd.Contains(offered.CustomerId!))
                    continue;
                if (next.TryDequeue(out var first) && first != offered.CustomerId)
                {
                    findings.Add("passed_over", $"At version {offered.Version} variant {id} was offered to {offered.CustomerId}, and it was {first}'s turn.");
                    break;
                }
            }
        }
    }

    private static string TicketOf(string seed, string entry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"stampede.ticket/v1\n{seed}\n{entry}\n")));
}
