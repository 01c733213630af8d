namespace Stampede.Rehearsal.Targets;

/// <summary>The end of what a process printed. Safe for concurrent use.</summary>
internal sealed class LastLines
{
    private const int LinesMax = 60;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesMax)
                lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (gate)
            return string.Join('\n', lines);
    }
}
