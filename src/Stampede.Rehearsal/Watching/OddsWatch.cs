using System.Text.Json;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;

namespace Stampede.Rehearsal.Watching;

/// <summary>Reads once a second how far each variant of a line is said to last.</summary>
internal sealed class OddsWatch(OperatorApi api, Scenario scenario, string dropId) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource over = new();
    private readonly List<OddsSeen> seen = [];
    private Task run = Task.CompletedTask;

    /// <summary>Once it was stopped.</summary>
    public IReadOnlyList<OddsSeen> Seen => seen;

    public void Start()
    {
        if (scenario.Line != LineMode.None)
            run = LookAsync();
    }

    public async Task StopAsync()
    {
        await over.CancelAsync();
        await run;
    }

    public void Dispose() => over.Dispose();

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(BetweenLooks);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                foreach (var variant in (await api.ReadLineAsync(dropId, over.Token)).GetProperty("perVariant").EnumerateArray())
                {
                    // What is sold out is no forecast any more.
                    if (variant.GetProperty("lastsUntil") is { ValueKind: JsonValueKind.Object } lasts && variant.GetProperty("available").GetInt32() + variant.GetProperty("held").GetInt32() > 0)
                        seen.Add(new OddsSeen(variant.GetProperty("id").GetString()!, lasts.GetProperty("low").GetInt64(), lasts.GetProperty("high").GetInt64()));
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
