using System.Globalization;
using Spectre.Console;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Measures;
using static Stampede.Rehearsal.Reports.Figures;

namespace Stampede.Rehearsal.Reports;

/// <summary>Shows how a rehearsal goes on.</summary>
internal interface IProgressView
{
    /// <summary>The next step, in a few words.</summary>
    void Tell(string step);

    /// <summary>Called four times a second while the crowd plays, on a thread of its own.</summary>
    void Show(ResourceSample sample, CrowdGlance crowd);
}

/// <summary>Writes each step on a line, and one line about the crowd: a terminal rewrites it in place, a log gets a new one every two seconds.</summary>
internal sealed class TerminalProgress(IAnsiConsole console) : IProgressView
{
    private static readonly long LogEvery = 2_000_000;
    private readonly Lock gate = new();
    private ResourceSample last;
    private long shownAt = long.MinValue;
    private bool following;

    public void Tell(string step)
    {
        lock (gate)
        {
            EndLine();
            console.MarkupLineInterpolated($"[grey]▸ {step}[/]");
            last = default;
            shownAt = long.MinValue;
        }
    }

    public void Show(ResourceSample sample, CrowdGlance crowd)
    {
        lock (gate)
        {
            var seconds = (sample.At - last.At) / 1e6;
            if (last.At != 0 && (console.Profile.Capabilities.Interactive || sample.At - shownAt >= LogEvery))
            {
                Write(Line(sample, crowd, seconds));
                shownAt = sample.At;
                last = sample;
            }
            else if (last.At == 0)
            {
                last = sample;
            }
        }
    }

    private string Line(ResourceSample sample, CrowdGlance crowd, double seconds) => string.Create(CultureInfo.InvariantCulture,
        $"{sample.At / 1e6,7:0.0} s  offered {Short((sample.Offered - last.Offered) / seconds),6}/s  "
        + $"answered {Short((sample.Answered - last.Answered) / seconds),6}/s  granted {crowd.Granted,7}  bought {crowd.Bought,7}  "
        + $"waiting {crowd.Waiting,6}  p99 {Milliseconds(crowd.ReserveP99Microseconds / 1e3),8}  cores {sample.MachineCores:0.0}");

    private void Write(string line)
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            console.WriteLine(line);
            return;
        }

        var width = Math.Max(20, console.Profile.Width - 1);
        console.Profile.Out.Writer.Write("\r" + (line.Length > width ? line[..width] : line.PadRight(width)));
        following = true;
    }

    private void EndLine()
    {
        if (following)
            console.WriteLine();
        following = false;
    }
}
