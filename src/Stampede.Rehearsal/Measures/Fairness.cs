using System.Collections.Immutable;

namespace Stampede.Rehearsal.Measures;

/// <summary>Who got something.</summary>
/// <param name="OrderBias">
/// Rank-biserial correlation of coming early and winning, among the honest, within each size: 1 when every winner came
/// before every loser, 0 for chance, −1 when every winner came after every loser. Null: nobody lost, or nobody won.
/// </param>
/// <param name="WonByTenth">Share that won, by tenths of the honest in order of coming.</param>
internal sealed record FairnessReport(
    double? OrderBias, ImmutableArray<double> WonByTenth, int Honest, int HonestWinners, int Abusers, int AbuserWinners, double ShareOfCrowdAbusers, double ShareWonByAbusers);

internal static class Fairness
{
    /// <param name="firstWish">By shopper; <see cref="long.MaxValue"/>: this shopper never had one.</param>
    /// <param name="unitsWon">By shopper.</param>
    public static FairnessReport Judge(IReadOnlyList<long> firstWish, IReadOnlyList<int> firstVariant, IReadOnlyList<bool> abusers, IReadOnlyList<int> unitsWon)
    {
        var came = Enumerable.Range(0, firstWish.Count).Where(shopper => firstWish[shopper] != long.MaxValue).ToArray();
        var honest = came.Where(shopper => !abusers[shopper]).OrderBy(shopper => firstWish[shopper]).ToArray();
        var cheats = came.Where(shopper => abusers[shopper]).ToArray();
        long Units(int[] of) => of.Sum(shopper => (long)unitsWon[shopper]);
        var all = Units(came);
        return new FairnessReport(
            Bias(honest, firstVariant, unitsWon),
            [.. Tenths(honest, unitsWon)],
            honest.Length,
            honest.Count(shopper => unitsWon[shopper] > 0),
            cheats.Length,
            cheats.Count(shopper => unitsWon[shopper] > 0),
            came.Length == 0 ? 0 : (double)cheats.Length / came.Length,
            all == 0 ? 0 : (double)Units(cheats) / all);
    }

    /// <summary>Compares all pairs of a winner and a loser who wanted the same size: how often the winner came first.</summary>
    private static double? Bias(int[] inOrder, IReadOnlyList<int> variant, IReadOnlyList<int> unitsWon)
    {
        var (pairs, winnerFirst) = (0.0, 0.0);
        foreach (var group in inOrder.GroupBy(shopper => variant[shopper]))
        {
            var winnersSoFar = 0;
            var losers = 0;
            foreach (var shopper in group)
            {
                if (unitsWon[shopper] > 0)
                {
                    winnersSoFar++;
                }
                else
                {
                    losers++;
                    winnerFirst += winnersSoFar;
                }
            }

            pairs += (double)winnersSoFar * losers;
        }

        return pairs == 0 ? null : (2 * winnerFirst / pairs) - 1;
    }

    private static IEnumerable<double> Tenths(int[] inOrder, IReadOnlyList<int> unitsWon)
    {
        if (inOrder.Length == 0)
            yield break;
        for (var tenth = 0; tenth < 10; tenth++)
        {
            var part = inOrder[(inOrder.Length * tenth / 10)..(inOrder.Length * (tenth + 1) / 10)];
            yield return part.Length == 0 ? 0 : (double)part.Count(shopper => unitsWon[shopper] > 0) / part.Length;
        }
    }
}
