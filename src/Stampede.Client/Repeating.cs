using System.Net;
using System.Text.RegularExpressions;

namespace Stampede.Client;

/// <summary>When a request is sent again, and after which time.</summary>
internal static partial class Repeating
{
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Who is told to come back later than this hears it instead of waiting.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(10);

    /// <summary>A second one has no second effect.</summary>
    public static bool IsSafe(HttpRequestMessage request) =>
        request.Method != HttpMethod.Post || request.Headers.Contains(KeyHeader) || OnceOnly().IsMatch(request.RequestUri!.OriginalString);

    /// <returns>Null: the answer stands.</returns>
    public static TimeSpan? PauseAfter(HttpResponseMessage response, bool isSafe, int tries)
    {
        // After 429 nothing was done, so everything may be repeated.
        var mayHelp = response.StatusCode == HttpStatusCode.TooManyRequests
            || isSafe && response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        var wait = WaitOf(response);
        return !mayHelp || wait > WaitMax ? null : wait + TimeSpan.FromMilliseconds(Random.Shared.Next(500)) ?? PauseAfter(tries);
    }

    /// <summary>A random part of a ceiling that doubles: callers who lost their server together do not come back together.</summary>
    public static TimeSpan PauseAfter(int tries)
    {
        var ceiling = TimeSpan.FromTicks(Math.Min(DelayMax.Ticks, DelayMin.Ticks << Math.Min(tries, 10)));
        return DelayMin + ceiling * Random.Shared.NextDouble();
    }

    public static TimeSpan? WaitOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>POSTs that have one effect without a key too: their address names what is bought, taken or looked at.</summary>
    [GeneratedRegex("/reservations/[^/]+/(purchase|claim|payment/refresh)$")]
    private static partial Regex OnceOnly();
}
