using System.Globalization;

namespace Stampede.Server.Http;

/// <summary>Endpoint metadata: as how many ordinary requests the rate limits count a request, where that is more than one.</summary>
/// <param name="Base">Counted whatever is asked for.</param>
/// <param name="ItemsPerToken">Items of a page that count as one request; 0: the answer is no page.</param>
/// <param name="FirstPageIsShared">The first page is read once for all who ask at the same time, and counts as an ordinary request.</param>
internal sealed record RequestCost(int Base, int ItemsPerToken, bool FirstPageIsShared)
{
    /// <summary>For a 404: the database was searched for this caller alone.</summary>
    public const int OfMiss = 4;

    private const int ItemsMax = 1_000;

    public int Of(HttpRequest request)
    {
        if (ItemsPerToken == 0 || FirstPageIsShared && request.Query["cursor"].Count == 0)
            return Base;
        var isNumber = int.TryParse(request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit);
        return Base + (isNumber ? Math.Min(limit, ItemsMax) : Paging.LimitDefault) / ItemsPerToken;
    }
}

internal static class RequestCosts
{
    public static TBuilder WithCost<TBuilder>(this TBuilder endpoint, int cost)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequestCost(cost, 0, false));

    public static TBuilder WithPageCost<TBuilder>(this TBuilder endpoint, int itemsPerToken, bool firstPageIsShared = false)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequestCost(1, itemsPerToken, firstPageIsShared));
}
