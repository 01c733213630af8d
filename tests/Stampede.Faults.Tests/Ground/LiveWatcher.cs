using System.Net.ServerSentEvents;
using Stampede.Faults.Tests.Histories;
using StockReading = Stampede.Rehearsal.Watching.StockReading;

namespace Stampede.Faults.Tests.Ground;

/// <summary>Watches a drop at one node over server-sent events, and connects again whenever that breaks.</summary>
internal sealed class LiveWatcher : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    private readonly Recorder recorder;
    private readonly Node node;
    private readonly string path;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    public LiveWatcher(int number, Recorder recorder, Node node, Guid drop)
    {
        (Number, this.recorder, this.node, path) = (number, recorder, node, $"/api/v1/drops/{drop}/events");
        running = Task.Run(RunAsync);
    }

    public int Number { get; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(recorder.NextConnection());
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // To be tried again, or the end.
            }

            await Task.Delay(BetweenTries, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(int connection)
    {
        using var response = await node.Client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stopping.Token);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(stopping.Token);
        await foreach (var item in SseParser.Create(body, (_, data) => StockReading.Parse(data.ToArray())).EnumerateAsync(stopping.Token))
        {
            if (item.Data is { } seen)
                recorder.Add(new Sighting(Number, connection, seen.Version, seen.Variants));
        }
    }
}
