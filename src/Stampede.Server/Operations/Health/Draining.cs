using Stampede.Server.Hosting;

namespace Stampede.Server.Operations;

/// <summary>
/// From the signal to stop until the node stops listening. It still serves, but <c>/health/ready</c> says that it stops, and each
/// answer closes its connection: a request that is sent just as a connection is closed would be lost.
/// </summary>
internal sealed class Draining(StampedeSettings settings, TimeProvider time, IHostApplicationLifetime host) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource hurried = new();

    /// <summary>For load balancers: no more requests, please.</summary>
    public bool IsUnderWay => host.ApplicationStopping.IsCancellationRequested;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hurried.Token);
        await Task.Delay(TimeSpan.FromSeconds(settings.DrainSeconds), time, cut.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Whoever asked to stop asks again: no more waiting.</summary>
    public void Hurry() => hurried.Cancel();

    public void Dispose() => hurried.Dispose();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Has the caller come back on another connection, and so to another node.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsUnderWay && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return next(context);
    }
}
