using System.Collections.Immutable;

namespace Stampede.Proof;

/// <summary>What a verifier looks at, in the order in which it is told.</summary>
public enum ProofCheck
{
    /// <summary>It is whole, in canonical form, and signed.</summary>
    File,

    /// <summary>Every checkpoint is signed, and has the root that the lines before it have.</summary>
    Trees,

    /// <summary>No line is missing, and times never fall.</summary>
    Ledger,

    /// <summary>At every version total = available + held + sold, and nothing is negative.</summary>
    Stock,

    /// <summary>Each hold ends once, and is bought in time.</summary>
    Holds,

    /// <summary>Nobody has more than the limit.</summary>
    Limits,

    /// <summary>The order of the line is the one that its published seed gives.</summary>
    Draw,

    /// <summary>Nobody was passed over.</summary>
    Line,

    /// <summary>A receipt's lines are in the tree.</summary>
    Receipt,
}

/// <param name="Code">A stable name of what is wrong; docs/fairness.md lists them.</param>
/// <param name="Line">Of the file, from 1. Null: it concerns no line.</param>
/// <param name="Detail">What was found, in words.</param>
public sealed record ProofFinding(string Code, ProofCheck Check, long? Line, string Detail);

/// <param name="Told">What was looked at, with figures.</param>
public sealed record ProofCheckResult(ProofCheck Check, bool IsGood, string Told);

/// <param name="Header">Null: the file has none.</param>
/// <param name="NotProvenHere">What this very file does not show, beside <see cref="NotProven"/>.</param>
public sealed record ProofReport(
    ProofHeader? Header, IReadOnlyList<ProofFinding> Findings, IReadOnlyList<ProofCheckResult> Checks, IReadOnlyList<string> NotProvenHere)
{
    /// <summary>What no proof of this kind can show.</summary>
    public static readonly IReadOnlyList<string> NotProven =
    [
        "That an entry or a customer is a person, or a different person than another.",
        "That there is no second drop outside the shop's register.",
        "That the shop's clock was right: times are the shop's own.",
        "That the goods were delivered.",
        "That the reason is true for which an operator passed a place over.",
        "When the quiet hours of an offer by email began: that everybody has at least the same time is checked, and that nobody has more than the nights between.",
        "That the key belongs to the shop: compare its fingerprint with /.well-known/stampede-keys.",
    ];

    public bool IsGood => Findings.Count == 0;
}

/// <summary>Of each kind at most so many are kept; all are counted.</summary>
internal sealed class ProofFindings
{
    private const int OfOneCodeMax = 20;

    private readonly List<ProofFinding> all = [];
    private readonly Dictionary<string, int> counts = [];

    public IReadOnlyList<ProofFinding> All => all;

    /// <summary>The line of the file that is being read.</summary>
    public long Line { get; set; }

    public void Add(string code, string detail)
    {
        var count = counts[code] = counts.GetValueOrDefault(code) + 1;
        if (count <= OfOneCodeMax)
            all.Add(new(code, ProofCodes.CheckOf[code], Line > 0 ? Line : null, detail));
    }

    public bool Has(ProofCheck check) => all.Any(finding => finding.Check == check);
}

/// <summary>Every code there is, and what it belongs to.</summary>
public static class ProofCodes
{
    public static readonly ImmutableDictionary<string, ProofCheck> CheckOf = new (ProofCheck Check, string[] Codes)[]
    {
        (ProofCheck.File,
        [
            "file_unreadable", "header_missing", "line_not_json", "line_not_canonical", "line_malformed", "line_unexpected", "file_truncated", "file_continues",
            "file_signature_invalid", "summary_differs",
        ]),
        (ProofCheck.Trees,
        [
            "checkpoint_malformed", "checkpoint_foreign", "checkpoint_unsigned", "checkpoint_signature_invalid", "checkpoint_misplaced", "key_not_valid",
            "ledger_root_differs", "log_root_differs", "ledger_not_covered", "log_not_covered",
        ]),
        (ProofCheck.Ledger, ["version_gap", "time_falls", "created_missing", "drop_differs", "kind_unknown", "size_differs"]),
        (ProofCheck.Stock, ["oversold", "variant_unknown", "return_unknown", "return_twice", "return_differs"]),
        (ProofCheck.Holds,
        [
            "hold_twice", "hold_not_live", "hold_differs", "hold_time_differs", "bought_too_late", "cancelled_too_late", "expired_too_early", "extended_twice",
            "extended_too_long", "claimed_twice", "claimed_too_late", "reserved_not_live", "changed_when_published", "price_differs", "payment_missing", "payment_differs", "purchase_twice",
        ]),
        (ProofCheck.Limits, ["limit_exceeded"]),
        (ProofCheck.Draw,
        [
            "log_gap", "log_time_falls", "seq_gap", "entry_twice", "customer_twice", "entry_unknown", "line_out_of_order", "opened_late", "entry_after_close",
            "excluded_after_seal", "commit_differs", "seal_root_differs", "seal_size_wrong", "beacon_differs", "beacon_invalid", "beacon_too_early", "seed_differs",
        ]),
        (ProofCheck.Line,
        [
            "offered_before_draw", "offer_unknown", "offer_not_waiting", "offer_differs", "offer_log_wrong", "offer_log_later", "offer_stale", "offer_time_differs",
            "place_differs", "passed_over", "preference_ignored", "walkup_before_line", "missed_unfounded", "missed_twice", "missed_lacking", "skip_differs",
            "skip_not_waiting", "skip_unfounded",
        ]),
        (ProofCheck.Receipt,
        [
            "receipt_malformed", "receipt_foreign", "receipt_line_not_included", "receipt_checkpoint_invalid", "receipt_not_own", "receipt_sentence_wrong",
            "receipt_place_differs", "receipt_ticket_differs", "receipt_not_in_file", "receipt_fork",
        ]),
    }.SelectMany(group => group.Codes.Select(code => (code, group.Check))).ToImmutableDictionary(pair => pair.code, pair => pair.Check);
}
