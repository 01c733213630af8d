using System.Collections.Immutable;
using System.Globalization;

namespace Stampede.Rehearsal.Measures;

/// <summary>Something that was fully used.</summary>
/// <param name="AtSeconds">From the opening.</param>
internal sealed record Saturated(double AtSeconds, string What);

/// <summary>Finds what was used up, first things first.</summary>
internal static class Saturation
{
    /// <summary>Two samples are half a second. Less is a burst, not a limit.</summary>
    private const int SamplesMin = 2;

    public static ImmutableArray<Saturated> Find(IReadOnlyList<ResourceSample> samples, Timeline timeline, int connections, int cores)
    {
        var found = new List<Saturated>();
        Look("the processor of this machine", sample => sample.MachineCores >= 0.95 * cores);
        Look("this tool: it used a whole core", sample => sample.ToolCores >= 0.95);
        Look("the server: it used every core", sample => sample.ServerCores >= 0.95 * cores);
        Look(string.Create(CultureInfo.InvariantCulture, $"the crowd's {connections} connections: requests waited for a free one"), sample => sample.Waiting > 0 && sample.InFlight >= connections);
        var turnedAway = timeline.Slots.FirstOrDefault(slot => slot.Value.TurnedAway > 0);
        if (turnedAway.Value is not null)
            found.Add(new Saturated(turnedAway.Key / 10.0, "the target: it turned requests away (503 or 429)"));
        return [.. found.OrderBy(one => one.AtSeconds)];

        void Look(string what, Func<ResourceSample, bool> full)
        {
            var inARow = 0;
            foreach (var sample in samples)
            {
                inARow = full(sample) ? inARow + 1 : 0;
                if (inARow < SamplesMin)
                    continue;
                found.Add(new Saturated(Math.Round(sample.At / 1e6, 2), what));
                return;
            }
        }
    }
}
