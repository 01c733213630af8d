using System.Net;

namespace Stampede.Rehearsal.Targets;

/// <summary>Keeps a crowd from being sent to somebody else's shop: the target is this machine, unless two flags name the same other host.</summary>
internal static class TargetGuard
{
    /// <returns>Null: go on. Otherwise why not.</returns>
    public static string? Refuse(string url, string? allowRemote, string? iOwnThisTarget)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https"))
            return $"--url is '{url}'; it takes http://HOST[:PORT] or https://HOST[:PORT].";
        if (target.UserInfo.Length > 0 || target.PathAndQuery != "/" || target.Fragment.Length > 0)
            return "--url takes an address alone: no user, path, query or fragment.";
        if (IsThisMachine(target))
            return null;
        var host = target.IdnHost;
        return Names(allowRemote, host) && Names(iOwnThisTarget, host)
            ? null
            : $"{host} is not this machine. A rehearsal is a load test: to aim one there, say so twice, with --allow-remote {host} --i-own-this-target {host}.";
    }

    /// <summary>Only as written. A name may resolve to anything, and to something else a moment later.</summary>
    private static bool IsThisMachine(Uri target) =>
        string.Equals(target.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(target.IdnHost, out var address) && IPAddress.IsLoopback(address));

    private static bool Names(string? said, string host) => string.Equals(said, host, StringComparison.OrdinalIgnoreCase);
}
