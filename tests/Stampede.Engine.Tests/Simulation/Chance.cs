namespace Stampede.Engine.Tests.Simulation;

/// <summary>All the chance there is in a simulation. SplitMix64, written out, so that a seed means the same on every runtime.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <returns>0 to <paramref name="end"/> - 1.</returns>
    public int Below(int end) => (int)((Next() >> 33) % (ulong)end);

    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <param name="probability">0 to 1.</param>
    public bool Is(double probability) => probability > 0 && (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public TimeSpan Milliseconds(double least, double most) => TimeSpan.FromTicks((long)((least + (Fraction() * (most - least))) * TimeSpan.TicksPerMillisecond));

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
