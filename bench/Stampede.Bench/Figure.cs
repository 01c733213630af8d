namespace Stampede.Bench;

/// <summary>One figure and how it is taken.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Goals">What the measurement returns, in order.</param>
internal sealed record Figure(string Name, Goal[] Goals, Func<Bench, Task<Measured[]>> MeasureAsync);

/// <param name="Bound">Null: nothing is demanded, the figure is only stated.</param>
/// <param name="AtLeast">The goal is a floor; otherwise a ceiling.</param>
internal sealed record Goal(string What, string Unit, double? Bound, bool AtLeast)
{
    public bool IsMet(double value) => Bound is null || (AtLeast ? value >= Bound : value <= Bound);
}

/// <summary>Repeats of one figure, in the order of its figure's goals.</summary>
/// <param name="Values">A ratio to a base of the same repeat, or a plain figure.</param>
/// <param name="Details">More figures of each repeat, by name.</param>
internal sealed record Measured(double[] Values, IReadOnlyDictionary<string, double[]> Details)
{
    public double Median => Middle(Values);

    /// <param name="of">By name, with a value for each repeat.</param>
    public static Measured Of(IEnumerable<double> values, params ReadOnlySpan<(string Name, IEnumerable<double> Values)> of)
    {
        var details = new Dictionary<string, double[]>();
        foreach (var (name, detail) in of)
            details[name] = [.. detail];
        return new Measured([.. values], details);
    }

    public static double Middle(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>The run of the whole bench.</summary>
internal sealed record Bench(BenchOptions Options, Action<string> Tell)
{
    public async Task<T[]> RepeatAsync<T>(Func<int, Task<T>> once)
    {
        var results = new T[Options.Repeats];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = await once(i);
            Tell($"{i + 1} of {results.Length}: {results[i]}");
        }

        return results;
    }
}
