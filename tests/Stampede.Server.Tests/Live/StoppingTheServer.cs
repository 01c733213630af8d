using Microsoft.Extensions.DependencyInjection;
using Stampede.Engine.Live;
using Stampede.Server.Tests.Hostile;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

public sealed class StoppingTheServer
{
    /// <summary>Far less than the 30 s that the host would wait, far more than a stop takes.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    private sealed class PatientServer : LiveServer
    {
        public PatientServer() => Set("Stampede:Live:WriteTimeoutSeconds", "300");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_does_not_read_does_not_hold_it_up(bool overTheHub)
    {
        var server = new PatientServer();
        await server.InitializeAsync();
        var isStopped = false;
        try
        {
            var drop = await server.CreateDropAsync([.. Enumerable.Repeat(1_000, 200)]);
            var feed = server.Services.GetRequiredService<LiveFeed>();
            using var stalled = await NotReading.StallAsync(server, drop.Slug, overTheHub);
            await Until.TrueAsync(() => feed.WatcherCount == 1);
            await Until.TrueAsync(async () =>
            {
                await server.ReserveAsync(drop);
                return feed.StalledCount == 1;
            });
            var started = TimeProvider.System.GetTimestamp();
            isStopped = true;
            await server.DisposeAsync();
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(Bound);
        }
        finally
        {
            if (!isStopped)
                await server.DisposeAsync();
        }
    }
}
