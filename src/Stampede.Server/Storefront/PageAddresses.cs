using System.Text.RegularExpressions;
using Stampede.Domain;
using Stampede.Postgres.Storefront;

namespace Stampede.Server.Storefront;

/// <summary>The addresses that the web app has a page for, as in its <c>App.tsx</c>. All others are answered with 404.</summary>
internal static partial class PageAddresses
{
    /// <summary>In the app's own spelling: <c>:name</c> stands for one part, <c>/*?</c> for any rest.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "/", "/drops/:dropId", "/legal/:page", "/verify", "/register", "/sign-in", "/forgot-password", "/reset-password", "/confirm", "/invitation", "/notify", "/unsubscribe",
        "/receipts/:purchaseId", "/mine", "/operate/*?",
    ];

    /// <summary>Nobody is to find these by a search engine: they are of one person, or of operators.</summary>
    public static readonly IReadOnlyList<string> Private = ["/operate", "/sign-in", "/forgot-password", "/reset-password", "/confirm", "/invitation", "/notify", "/unsubscribe", "/receipts/", "/mine"];

    private static readonly Regex[] Patterns =
        [.. All.Select(address => new Regex($"^{Part.Replace(address.Replace("/*?", "(/.*)?", StringComparison.Ordinal), "[^/]+")}/?$", RegexOptions.NonBacktracking))];

    public static bool Contain(string path) => Array.Exists(Patterns, pattern => pattern.IsMatch(path));

    /// <summary>Whether the path's first part is one of the app's own.</summary>
    public static bool BeginWith(string path) => All.Any(address => address != "/" && address.Split('/')[1].Equals(path.Split('/')[1], StringComparison.OrdinalIgnoreCase));

    public static bool IsPrivate(string path) => Private.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal));

    /// <returns>The id or slug; null: it is no drop's page.</returns>
    public static string? DropOf(string path) => OfDrop.Match(path) is { Success: true } match ? match.Groups[1].Value : null;

    public static LegalPage? LegalOf(string path) =>
        OfLegal.Match(path) is { Success: true } match
            ? Enum.GetValues<LegalPage>().Where(page => Names.Of(page) == match.Groups[1].Value).Select(page => (LegalPage?)page).FirstOrDefault()
            : null;

    public static bool IsLegal(string path) => OfLegal.IsMatch(path);

    [GeneratedRegex(":[a-zA-Z]+")]
    private static partial Regex Part { get; }

    [GeneratedRegex("^/drops/([^/]+)/?$")]
    private static partial Regex OfDrop { get; }

    [GeneratedRegex("^/legal/([^/]+)/?$")]
    private static partial Regex OfLegal { get; }
}
