using System.Collections.Immutable;

namespace Stampede.Rehearsal.Auditing;

/// <summary>Collects findings, of each kind a bounded number: a broken target breaks everything at once.</summary>
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
