using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Engine;

namespace Stampede.Server.Operations;

internal sealed record LiveAnswer(string Status);

/// <param name="Status">ok, unready, or stopping.</param>
/// <param name="Database">ok, standby, or unreachable.</param>
/// <param name="Schema">ok, outdated, or unknown while the database is unreachable.</param>
/// <param name="Journal">The connections for decisions: ok, taken, or unreachable.</param>
internal sealed record ReadyAnswer(string Status, string Database, string Schema, string Journal, DateTimeOffset ServerTime);

/// <summary>For load balancers and supervisors.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health").DisableRateLimiting();
        health.MapGet("/live", () => TypedResults.Ok(new LiveAnswer("ok"))).WithName("HealthLive").WithSummary("The process answers");
        health.MapGet("/ready", ReadyAsync).WithName("HealthReady").WithSummary("A reservation could be decided now")
            .Produces<ReadyAnswer>().Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<JsonHttpResult<ReadyAnswer>> ReadyAsync(Readiness readiness, DatabaseClock clock, Draining draining)
    {
        if (draining.IsUnderWay)
            return Answer(new("stopping", "ok", "ok", "ok", clock.Now), StatusCodes.Status503ServiceUnavailable);
        var look = await readiness.LookAsync();
        return Answer(
            new(look.IsReady ? "ok" : "unready", look.Database, look.Schema, look.Journal, clock.Now),
            look.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<ReadyAnswer> Answer(ReadyAnswer answer, int status) => TypedResults.Json(answer, statusCode: status);
}
