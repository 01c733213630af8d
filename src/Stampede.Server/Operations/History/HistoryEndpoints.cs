using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Postgres;
using Stampede.Postgres.Operators;
using Stampede.Server.Accounts;
using Stampede.Server.Http;

namespace Stampede.Server.Operations;

internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/history", ListAsync).WithTags("People").WithName("ListHistory").WithSummary("Who did what in the console, newest first")
            .ForOperators().WithProblems("unauthenticated", "forbidden", "validation_failed", "database_unavailable").WithPageCost(itemsPerToken: 20);

    /// <param name="actor">Only what this account did.</param>
    /// <param name="what">Only this operation, by its name in this description.</param>
    /// <param name="after">What a page gave as next.</param>
    private static async Task<Results<Ok<Page<HistoryLine>>, ApiProblem>> ListAsync(
        string? actor, string? what, string? after, string? limit, Caller caller, HistoryRows history, CancellationToken cancellation)
    {
        var check = new Validation();
        Guid who = default;
        var last = 0L;
        check.Require(actor is null || Guid.TryParse(actor, out who), "actor", "The id of an account.");
        check.Require(what is null || what.Length is >= 1 and <= 100 && what.All(char.IsAsciiLetterOrDigit), "what", "The name of an operation.");
        check.Require(after is null || long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out last), "after", "What a page gave as next.");
        var page = Paging.Parse(null, limit, check);
        if (check.Failed)
            return check.Problem;
        var found = await history.ListAsync(actor is null ? null : who, what, after is null ? null : last, page.Limit, cancellation);
        return TypedResults.Ok(caller.Role == ShopRole.Owner ? found : found with { Items = [.. found.Items.Select(line => line with { Address = null })] });
    }
}
