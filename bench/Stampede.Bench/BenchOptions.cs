namespace Stampede.Bench;

/// <param name="Repeats">Of each figure, 3 or more to be worth a spread.</param>
/// <param name="Seconds">Of each closed-loop load.</param>
/// <param name="Scale">Of the large data sets and the watchers: 1 is as the goals say.</param>
internal sealed record BenchOptions(string Server, string WrkScript, string Probe, int Repeats, double Seconds, double Scale, string OperatorPassword)
{
    public int WarmRequests => Scaled(80_000);

    public int Scaled(int full) => Math.Max(1, (int)(full * Scale));
}
