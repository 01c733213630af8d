using System.Text.Json;
using Stampede.Faults.Tests.Histories;

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
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(stopping.Token));
        while (await lines.ReadLineAsync(stopping.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && Read(line[5..]) is var (version, variants))
                recorder.Add(new Sighting(Number, connection, version, variants));
        }
    }

    /// <returns>Null: an event that shows no stock.</returns>
    public static (long Version, IReadOnlyList<Counts> Variants)? Read(string data)
    {
        var json = JsonSerializer.Deserialize<JsonElement>(data);
        if (!json.TryGetProperty("version", out var version) || !json.TryGetProperty("variants", out var variants))
            return null;
        return (version.GetInt64(), [.. variants.EnumerateArray().Select(variant => new Counts(
            variant.GetProperty("id").GetGuid(), variant.GetProperty("total").GetInt32(), variant.GetProperty("available").GetInt32(),
            variant.GetProperty("held").GetInt32(), variant.GetProperty("sold").GetInt32()))]);
    }
}
