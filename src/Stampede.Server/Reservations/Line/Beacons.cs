using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Stampede.Domain;

namespace Stampede.Server.Reservations;

/// <summary>A chain of public random numbers, <see href="https://docs.drand.love/">drand</see>'s: one each period, which nobody knows before.</summary>
/// <param name="Hash">The chain's name, 64 hex digits.</param>
internal sealed record DrandChain(string Hash, DateTimeOffset Genesis, int PeriodSeconds)
{
    public static readonly DrandChain Quicknet = new(
        "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", DateTimeOffset.FromUnixTimeSeconds(1_692_803_367), 3);

    public static readonly DrandChain Default = new(
        "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce", DateTimeOffset.FromUnixTimeSeconds(1_595_431_050), 30);

    public static DrandChain? Find(string hash) => hash == Quicknet.Hash ? Quicknet : hash == Default.Hash ? Default : null;

    /// <summary>When a round is out.</summary>
    public DateTimeOffset TimeOf(long round) => Genesis.AddSeconds((round - 1) * (double)PeriodSeconds);

    /// <summary>The first round that is out at this time or later.</summary>
    public long RoundFrom(DateTimeOffset at) => 1 + (long)Math.Ceiling(Math.Max(0, (at - Genesis).TotalSeconds) / PeriodSeconds);
}

/// <summary>The public number that is mixed into a line's order: named beforehand, and known to nobody before the seal.</summary>
/// <param name="url">Where drand is asked. Null: an operator brings the number.</param>
internal sealed class Beacons(Uri? url, IHttpClientFactory clients)
{
    public const string Client = "beacon";

    /// <summary>A number that is out at the seal would be known when the last entry is made.</summary>
    public static readonly TimeSpan Distance = TimeSpan.FromSeconds(30);

    private const int AnswerBytesMax = 16 * 1024;

    /// <summary>The database's clock is estimated here, and the seal is a moment later.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    /// <summary>What a line that is sealed now has to wait for: the one number that counts, and no other. Null: none is wanted.</summary>
    /// <exception cref="BeaconTooEarlyException">The round that was named would be known too soon.</exception>
    public static string? AwaitedOf(LineBeacon beacon, DateTimeOffset now)
    {
        switch (beacon.Kind)
        {
            case BeaconKind.None:
                return null;
            case BeaconKind.Declared:
                return $"declared/{beacon.What}";
            default:
                var (chain, earliest) = (DrandChain.Find(beacon.Chain!), now + Distance + Margin);
                if (beacon.Round is { } named && chain?.TimeOf(named) < earliest)
                    throw new BeaconTooEarlyException(named);
                return string.Create(CultureInfo.InvariantCulture, $"drand/{beacon.Chain}/{beacon.Round ?? chain!.RoundFrom(earliest)}");
        }
    }

    /// <summary>Of a sealed line that waits for drand.</summary>
    public static long RoundOf(LineState line) => long.Parse(line.Awaits![(line.Awaits!.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>The text that is mixed in.</summary>
    /// <param name="signature">In hex; its hash is the randomness.</param>
    /// <returns>Null: the randomness is not the signature's hash.</returns>
    public static string? TextOf(LineState line, string randomness, string signature)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(signature)));
        return hash == randomness ? $"{line.Awaits}/{randomness}" : null;
    }

    /// <returns>Null: it is not out yet, or nobody is asked. Never another round, and never another source.</returns>
    public async Task<(string Text, string Signature)?> FetchAsync(LineState line, DateTimeOffset now, CancellationToken cancellation)
    {
        if (url is null || line.Terms.Beacon is not { Kind: BeaconKind.Drand, Chain: { } chain })
            return null;
        var round = RoundOf(line);
        if (DrandChain.Find(chain) is { } known && known.TimeOf(round) > now)
            return null;
        using var client = clients.CreateClient(Client);
        client.MaxResponseContentBufferSize = AnswerBytesMax;
        using var answer = await client.GetAsync(new Uri(url, string.Create(CultureInfo.InvariantCulture, $"{chain}/public/{round}")), cancellation);
        if (!answer.IsSuccessStatusCode)
            return null;
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        var told = body.RootElement;
        if (told.GetProperty("round").GetInt64() != round)
            throw new InvalidDataException($"The beacon was asked for round {round} and told {told.GetProperty("round")}.");
        var signature = told.GetProperty("signature").GetString() ?? "";
        return TextOf(line, told.GetProperty("randomness").GetString() ?? "", signature) is { } text
            ? (text, signature)
            : throw new InvalidDataException($"The beacon's randomness of round {round} is not the hash of its signature.");
    }
}

/// <summary>The round that was named beforehand is out, or nearly, and the line is not sealed: its order could be chosen.</summary>
internal sealed class BeaconTooEarlyException(long round) : Exception($"Round {round} of the beacon would be known too soon after the seal.");
