using System.Collections.Immutable;
using Stampede.Rehearsal.Reports;

namespace Stampede.Rehearsal;

/// <param name="Largest">The largest crowd that was served; null: not even the smallest tried.</param>
/// <param name="Bounded">The largest crowd allowed was served: the limit is beyond it.</param>
internal sealed record LimitFound(int? Largest, bool Bounded, ImmutableArray<Probe> Probes);

/// <summary>Looks for the largest crowd that is served: up by doubling, then in by halves, until it is known within a tenth.</summary>
internal static class LimitSearch
{
    public const int CustomersMax = 500_000;
    private const double Precision = 1.1;

    /// <param name="probe">Rehearses a crowd of this size.</param>
    public static async Task<LimitFound> FindAsync(int start, int max, Func<int, Task<Probe>> probe)
    {
        var probes = new List<Probe>();
        int served = 0, failed = 0;
        for (var size = Math.Min(start, max); failed == 0 || failed > served * Precision;)
        {
            var one = await probe(size);
            probes.Add(one);
            if (one.Served)
                served = size;
            else
                failed = size;
            if (served >= max || failed == 1)
                break;
            size = failed == 0 ? (int)Math.Min(2L * served, max) : Math.Max(1, (served + failed) / 2);
            if (size == served || size == failed)
                break;
        }

        return new LimitFound(served == 0 ? null : served, served >= max, [.. probes]);
    }
}
