using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.SignalR;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Live;

internal static class LiveSetup
{
    private const int MessageBytesMax = 4 * 1024;
    private const int OutputBytesMax = 32 * 1024;

    /// <summary>Needs the drop reads, the database's clock and the accounts.</summary>
    /// <param name="namesPurchasers">False: no event says who bought.</param>
    public static IServiceCollection AddLive(this IServiceCollection services, LiveSettings settings, bool namesPurchasers)
    {
        services.AddSignalR(options =>
        {
            // One at a time: a client's calls are answered in its order, and it cannot queue up work here.
            options.MaximumParallelInvocationsPerClient = 1;
            options.MaximumReceiveMessageSize = MessageBytesMax;
            options.StreamBufferCapacity = 1;
            options.KeepAliveInterval = TimeSpan.FromSeconds(8);
            options.ClientTimeoutInterval = TimeSpan.FromSeconds(45);
        });
        // A caller's mistake, "drop_not_found" say, would be an error with a stack in the log. The hub logs faults itself.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None));
        return services
            .AddSingleton(settings)
            .AddSingleton(provider => new LiveFeed(
                settings.Options with { TellsPurchases = namesPurchasers },
                async (drop, cancellation) => await provider.GetRequiredService<DropReads>().FindAsync(drop, cancellation) is { } found
                    ? new FullDrop(found.Version, found.Status, found)
                    : null,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LiveFeed>>()))
            .AddSingleton<HubLifetimeManager<LiveHub>, LiveHubLifetime>()
            .AddSingleton<LiveConnections>()
            .AddSingleton<LiveGate>()
            .AddSingleton<LiveRightsWatch>()
            .AddHostedService(provider => provider.GetRequiredService<LiveRightsWatch>())
            .AddSingleton<LiveStream>();
    }

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        var connections = routes.ServiceProvider.GetRequiredService<LiveConnections>();
        var revoked = routes.ServiceProvider.GetRequiredService<RevokedSessions>();
        revoked.Revoked += connections.AbortSession;
        revoked.Open = () => connections.Sessions;
        routes.MapHub<LiveHub>("/live", options =>
        {
            // The other transports are many requests that must all reach one node, which no plain balancer sees to.
            options.Transports = HttpTransportType.WebSockets;
            // What a client that does not read may hold here; the kernel's part is bounded at the gate.
            options.TransportMaxBufferSize = OutputBytesMax;
            options.ApplicationMaxBufferSize = 2 * MessageBytesMax;
        }).WithMetadata(new HeadRequests.Endless()).Add(LiveGate.Guard);
        routes.MapStream("/api/v1/drops/{dropId}/events", WatchAsync)
            .WithName("WatchDrop")
            .WithSummary("A drop's events as they happen (server-sent events)");
        routes.MapStream("/api/v1/live", WatchSeveralAsync)
            .WithName("WatchSeveralDrops")
            .WithSummary("The events of up to 20 drops on one connection (server-sent events); those that are not there are left out")
            .WithProblems("validation_failed");
    }

    private static RouteHandlerBuilder MapStream(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string path, Delegate handler) =>
        routes.MapGet(path, handler)
            .WithTags("Live")
            .WithProblems("unauthenticated", "csrf_rejected", "drop_not_found", "overloaded")
            .WithMetadata(new HeadRequests.Endless())
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    private static Task<Results<EmptyHttpResult, ApiProblem>> WatchAsync(string dropId, HttpContext context, LiveStream stream) =>
        stream.RunAsync([dropId], context);

    /// <param name="drops">Their ids or slugs, with commas between.</param>
    private static async Task<Results<EmptyHttpResult, ApiProblem>> WatchSeveralAsync(string? drops, HttpContext context, LiveStream stream)
    {
        var named = (drops ?? "").Split(',', LiveStream.DropsMax + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var validation = new Validation();
        return validation.Require(named.Length is > 0 and <= LiveStream.DropsMax, "drops", $"From 1 to {LiveStream.DropsMax}.", FieldError.Range(1, LiveStream.DropsMax))
            ? await stream.RunAsync(named, context)
            : validation.Problem;
    }
}
