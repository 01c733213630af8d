using System.Collections.Immutable;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Watching;

namespace Stampede.Rehearsal.Auditing;

/// <summary>Everything an audit looks at: what the crowd was told, what the books say, what the watchers saw.</summary>
internal sealed record Evidence
{
    public required IReadOnlyList<Grant> Grants { get; init; }
    public required IReadOnlyList<Payment> Payments { get; init; }
    public required IReadOnlyList<GivenBack> Returns { get; init; }

    /// <summary>By the target's clock; what the crowd did is timed from here.</summary>
    public required DateTimeOffset Opening { get; init; }

    /// <summary>By how much the crowd's times may differ from the target's.</summary>
    public TimeSpan ClockDoubt { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Reservations whose return may have taken effect without an answer.</summary>
    public IReadOnlySet<string> MaybeReturned { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>Reservation requests whose outcome the crowd never learned.</summary>
    public int UnknownReserves { get; init; }

    /// <summary>Payments and returns whose outcome the crowd never learned.</summary>
    public int UnknownOthers { get; init; }

    /// <summary>Answers that no shop may give, in words.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Until when payments kept their reservations, beyond their first end.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> KeptUntil { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Null: nothing was to be paid.</summary>
    public MoneyEvidence? Money { get; init; }

    /// <summary>Null: the drop had no line.</summary>
    public LineEvidence? Line { get; init; }

    /// <summary>By shopper.</summary>
    public required IReadOnlyList<string> CustomerIds { get; init; }

    /// <summary>In the scenario's order of sizes, with the stock the drop was made with.</summary>
    public required IReadOnlyList<(string Id, long Stock)> Variants { get; init; }

    public required int LimitPerCustomer { get; init; }

    /// <summary>By version.</summary>
    public required IReadOnlyList<LedgerEntry> Ledger { get; init; }

    /// <summary>The drop when all is over.</summary>
    public required StockReading Final { get; init; }

    public required Verification Verification { get; init; }

    /// <summary>When <see cref="Final"/> was read, by the target's clock.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>By watcher: the last state it was shown; null: none.</summary>
    public IReadOnlyList<StockReading?> LastSeen { get; init; } = [];

    /// <summary>How often an older state came after a newer one.</summary>
    public int Backwards { get; init; }

    /// <summary>Events whose counts did not add up.</summary>
    public IReadOnlyCollection<string> WrongEvents { get; init; } = [];
}

/// <summary>A promise that was not kept.</summary>
/// <param name="Code">Stable, of <see cref="LedgerAudit"/>.</param>
internal sealed record AuditFinding(string Code, string Detail);

/// <param name="Findings">None: every promise was kept.</param>
/// <param name="Checks">How much was compared, so that "no findings" is not "nothing looked at".</param>
internal sealed record AuditReport(ImmutableArray<AuditFinding> Findings, ImmutableArray<(string What, long Count)> Checks)
{
    public bool Passed => Findings.IsEmpty;
}

/// <summary>Collects findings, at most ten of each kind: a broken target breaks everything at once.</summary>
internal sealed class Findings
{
    private const int EachMax = 10;
    private readonly List<AuditFinding> kept = [];
    private readonly Dictionary<string, int> counts = [];

    public void Add(string code, string detail)
    {
        var count = counts[code] = counts.GetValueOrDefault(code) + 1;
        if (count <= EachMax)
            kept.Add(new AuditFinding(code, detail));
    }

    public ImmutableArray<AuditFinding> ToArray() =>
    [
        .. kept,
        .. counts.Where(count => count.Value > EachMax).Select(count => new AuditFinding(count.Key, $"and {count.Value - EachMax} more of these")),
    ];
}
