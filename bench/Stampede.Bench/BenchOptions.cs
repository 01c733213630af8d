namespace Stampede.Bench;

/// <param name="Repeats">Of each figure. A spread needs 3 or more.</param>
/// <param name="Seconds">Of each closed-loop load.</param>
/// <param name="Scale">Size of the large data sets and number of watchers: 1 is what the goals say.</param>
/// <param name="Before">Another build of the server, to be held against; empty: none.</param>
internal sealed record BenchOptions(string Server, string Before, string WrkScript, string Probe, int Repeats, double Seconds, double Scale, string OperatorPassword)
{
    public int WarmRequests => Scaled(80_000);

    public int Scaled(int full) => Math.Max(1, (int)(full * Scale));
}
