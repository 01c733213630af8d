namespace Stampede.Faults.Tests.Ground;

/// <summary>Looks at each node's <c>/health/ready</c> and sends nobody to one that says no, as any load balancer does.</summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource stopping = new();
    private readonly Task looking;

    public LoadBalancer(IReadOnlyList<Node> nodes) => looking = Task.WhenAll(nodes.Select(node => Task.Run(() => LookAsync(node))));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await looking;
        stopping.Dispose();
    }

    private async Task LookAsync(Node node)
    {
        using var timer = new PeriodicTimer(BetweenLooks);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(3));
                using var answer = await node.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), bounded.Token);
                node.IsInUse = answer.IsSuccessStatusCode;
            }
            catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
            {
                node.IsInUse = false;
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
