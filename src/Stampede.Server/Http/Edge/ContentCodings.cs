using Microsoft.Net.Http.Headers;

namespace Stampede.Server.Http;

/// <summary>What a caller's <c>Accept-Encoding</c> says.</summary>
internal static class ContentCodings
{
    /// <returns>Whether the coding is named, and not refused by <c>;q=0</c>.</returns>
    public static bool Takes(IList<string> acceptEncoding, string coding) =>
        StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var taken)
        && taken.Any(one => one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);
}
