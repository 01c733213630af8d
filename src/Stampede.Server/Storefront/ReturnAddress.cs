using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Server.Http;

namespace Stampede.Server.Storefront;

/// <param name="Address">The page that the visitor came from.</param>
/// <param name="Site">Its host, to name it by.</param>
internal sealed record ReturnAnswer(string Address, string Site);

/// <summary>
/// The way back to the page with the shop's widget on it. A link to the shop may say any address: only sites of the allowlist get a
/// link on the shop's pages, since visitors trust what stands there.
/// </summary>
internal static class ReturnAddress
{
    private const int LengthMax = 2_000;

    public static void MapReturn(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/embed/return", Check).WithTags("Shop").WithName("CheckReturn")
            .WithSummary("Whether the shop's pages may lead back to this address: it has to be of an allowed origin").WithProblems("validation_failed");

    /// <param name="to">A whole address, at most 2,000 characters.</param>
    private static Results<Ok<ReturnAnswer>, ApiProblem> Check(string? to, TrustedOrigins origins)
    {
        if (to is { Length: <= LengthMax } && Uri.TryCreate(to, UriKind.Absolute, out var page) && origins.AreOf(page))
            return TypedResults.Ok(new ReturnAnswer(page.AbsoluteUri, page.Authority));
        var validation = new Validation();
        validation.Add("to", "Not a page of a site that this shop leads back to (Stampede__AllowedOrigins).");
        return validation.Problem;
    }
}
