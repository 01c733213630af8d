using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Engine;
using Stampede.Postgres.Migrations;

namespace Stampede.Server.Operations;

internal sealed record LiveAnswer(string Status);

/// <param name="Database">ok, or unreachable.</param>
/// <param name="Schema">ok, outdated, or unknown while the database is unreachable.</param>
internal sealed record ReadyAnswer(string Status, string Database, string Schema, DateTimeOffset ServerTime);

/// <summary>For load balancers and supervisors.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health").DisableRateLimiting();
        health.MapGet("/live", () => TypedResults.Ok(new LiveAnswer("ok"))).WithName("HealthLive").WithSummary("The process answers");
        health.MapGet("/ready", ReadyAsync).WithName("HealthReady").WithSummary("The database is reachable and its schema current")
            .Produces<ReadyAnswer>().Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<JsonHttpResult<ReadyAnswer>> ReadyAsync(
        NpgsqlDataSource database, Migrator migrator, DatabaseClock clock, Draining draining, CancellationToken cancellation)
    {
        if (draining.IsUnderWay)
            return Answer(new("stopping", "ok", "ok", clock.Now), StatusCodes.Status503ServiceUnavailable);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(Patience);
        try
        {
            var current = await migrator.IsCurrentAsync(database, bounded.Token);
            return current
                ? Answer(new("ok", "ok", "ok", clock.Now), StatusCodes.Status200OK)
                : Answer(new("unready", "ok", "outdated", clock.Now), StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException or TimeoutException && !cancellation.IsCancellationRequested)
        {
            return Answer(new("unready", "unreachable", "unknown", clock.Now), StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static JsonHttpResult<ReadyAnswer> Answer(ReadyAnswer answer, int status) => TypedResults.Json(answer, statusCode: status);
}
