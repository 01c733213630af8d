using System.Diagnostics.Metrics;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Letters;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>What mail tells about itself, under the meter "Stampede".</summary>
internal sealed class LetterMetrics : IDisposable
{
    private readonly Meter meter = new(EngineMetrics.Name);
    private readonly Counter<long> sent;
    private readonly Counter<long> failed;

    public LetterMetrics()
    {
        sent = meter.CreateCounter<long>("stampede.letters.sent", "{letter}", "Letters that the mail server took, by kind.");
        failed = meter.CreateCounter<long>("stampede.letters.failed", "{attempt}", "Attempts that the mail server did not take, by kind and whether it said no for good.");
        meter.CreateObservableGauge("stampede.letters.waiting", () => Latest?.Waiting ?? 0, "{letter}", "Letters that are not sent yet, on all nodes together.");
    }

    /// <summary>As they were counted a moment ago. Null: not yet.</summary>
    public LetterCounts? Latest { get; set; }

    public void Sent(LetterKind kind) => sent.Add(1, new KeyValuePair<string, object?>("kind", Names.Of(kind)));

    public void Failed(LetterKind kind, bool isForGood) =>
        failed.Add(1, new KeyValuePair<string, object?>("kind", Names.Of(kind)), new KeyValuePair<string, object?>("for_good", isForGood));

    public void Dispose() => meter.Dispose();
}

/// <summary>Counts the letters that wait.</summary>
internal sealed class LetterCounting(LetterRows rows, LetterMetrics metrics, TimeProvider time, ILogger<LetterCounting> log)
    : PeriodicWork(TimeSpan.FromSeconds(2), "Letters that wait could not be counted, trying again", time, log)
{
    protected override bool BeginsAtOnce => true;

    protected override async Task RunAsync(CancellationToken cancellation) => metrics.Latest = await rows.CountAsync(cancellation);
}
