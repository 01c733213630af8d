using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stampede.Domain;
using Stampede.Server.Reservations;

namespace Stampede.Server.Tests.Lines;

public sealed class PublicNumbers
{
    // Round 1000 of quicknet, as drand publishes it.
    private const string Signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
    private const string Randomness = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";

    private static readonly LineState Waiting = new(
        1, new LineTerms { Mode = Entrance.Draw, Waitlist = false, Beacon = new LineBeacon(BeaconKind.Drand, DrandChain.Quicknet.Hash, Round: 1000) }, "c")
    {
        Awaits = $"drand/{DrandChain.Quicknet.Hash}/1000",
    };

    [Fact]
    public void The_round_is_the_first_that_comes_out_half_a_minute_after_the_seal()
    {
        var beacon = new LineBeacon(BeaconKind.Drand, DrandChain.Quicknet.Hash);
        // Round 1 is out at the genesis, the next one three seconds later; three seconds are added, because this clock is an estimate.
        Beacons.AwaitedOf(beacon, DrandChain.Quicknet.Genesis.AddSeconds(300)).ShouldBe($"drand/{DrandChain.Quicknet.Hash}/{1 + (333 / 3)}");
        Beacons.AwaitedOf(beacon, DrandChain.Quicknet.Genesis.AddSeconds(300).AddMilliseconds(1)).ShouldBe($"drand/{DrandChain.Quicknet.Hash}/{1 + (333 / 3) + 1}");
        Beacons.AwaitedOf(beacon with { Round = 112 }, DrandChain.Quicknet.Genesis.AddSeconds(300)).ShouldBe($"drand/{DrandChain.Quicknet.Hash}/112");
        Should.Throw<BeaconTooEarlyException>(() => Beacons.AwaitedOf(beacon with { Round = 111 }, DrandChain.Quicknet.Genesis.AddSeconds(300)));
        Beacons.AwaitedOf(new LineBeacon(BeaconKind.Declared, What: "lottery"), DrandChain.Quicknet.Genesis).ShouldBe("declared/lottery");
        Beacons.AwaitedOf(new LineBeacon(BeaconKind.None), DrandChain.Quicknet.Genesis).ShouldBeNull();
    }

    [Fact]
    public void Randomness_is_the_hash_of_its_signature()
    {
        Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(Signature))).ShouldBe(Randomness);
        Beacons.TextOf(Waiting, Randomness, Signature).ShouldBe($"drand/{DrandChain.Quicknet.Hash}/1000/{Randomness}");
        Beacons.TextOf(Waiting, Randomness[..^1] + "0", Signature).ShouldBeNull();
    }

    /// <summary>Over HTTP: the round that was named is asked for, and no other is ever mixed in.</summary>
    [Theory]
    [InlineData(1000, Randomness, true)]
    [InlineData(1001, Randomness, false)]
    [InlineData(1000, "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fd0", false)]
    public async Task Only_the_round_that_was_named_is_taken(long told, string randomness, bool isTaken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var drand = builder.Build();
        drand.Urls.Add("http://127.0.0.1:0");
        var asked = new List<string>();
        drand.MapGet("/{chain}/public/{round}", (string chain, string round) =>
        {
            asked.Add($"{chain}/{round}");
            return Results.Json(new Dictionary<string, object> { ["round"] = told, ["randomness"] = randomness, ["signature"] = Signature });
        });
        await drand.StartAsync();
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var beacons = new Beacons(new Uri(drand.Urls.Single()), services.GetRequiredService<IHttpClientFactory>());
        var outAt = DrandChain.Quicknet.TimeOf(1000);

        (await beacons.FetchAsync(Waiting, outAt.AddTicks(-1), CancellationToken.None)).ShouldBeNull("it is not out");
        asked.ShouldBeEmpty();
        if (isTaken)
            (await beacons.FetchAsync(Waiting, outAt, CancellationToken.None)).ShouldBe(($"drand/{DrandChain.Quicknet.Hash}/1000/{Randomness}", Signature));
        else
            await Should.ThrowAsync<InvalidDataException>(() => beacons.FetchAsync(Waiting, outAt, CancellationToken.None));
        asked.ShouldBe([$"{DrandChain.Quicknet.Hash}/1000"]);
    }
}
