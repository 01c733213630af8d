using System.Security.Cryptography;
using Stampede.Domain;
using Stampede.Server.Reservations;

namespace Stampede.Server.Tests.Lines;

public sealed class PublicNumbers
{
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
        var line = new LineState(1, new LineTerms { Mode = Entrance.Draw, Waitlist = false, Beacon = new LineBeacon(BeaconKind.Drand, DrandChain.Quicknet.Hash, Round: 1000) }, "c") { Awaits = $"drand/{DrandChain.Quicknet.Hash}/1000" };
        // Round 1000 of quicknet, as drand publishes it.
        const string Signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
        const string Randomness = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";
        Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(Signature))).ShouldBe(Randomness);
        Beacons.TextOf(line, Randomness, Signature).ShouldBe($"drand/{DrandChain.Quicknet.Hash}/1000/{Randomness}");
        Beacons.TextOf(line, Randomness[..^1] + "0", Signature).ShouldBeNull();
    }
}
