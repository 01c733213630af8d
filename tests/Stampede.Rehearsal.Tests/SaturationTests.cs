using Stampede.Rehearsal.Measures;

namespace Stampede.Rehearsal.Tests;

public class SaturationTests
{
    private static readonly ResourceSample Calm = new(0, 0.5, 0.2, 0.3, 0, 0, 0, 0, 0);

    [Fact]
    public void What_was_full_for_half_a_second_is_named_in_order_of_time()
    {
        var timeline = new Timeline();
        timeline.At(400_000).TurnedAway++;
        ResourceSample[] samples =
        [
            Calm with { At = 250_000, Waiting = 9, InFlight = 64 },
            Calm with { At = 500_000, Waiting = 9, InFlight = 64, MachineCores = 2 },
            Calm with { At = 750_000, MachineCores = 1.99 },
        ];

        var found = Saturation.Find(samples, timeline, connections: 64, cores: 2);

        found.Select(one => one.AtSeconds).ShouldBe([0.4, 0.5, 0.75]);
        found[0].What.ShouldContain("turned requests away");
        found[1].What.ShouldContain("64 connections");
        found[2].What.ShouldContain("processor of this machine");
    }

    [Fact]
    public void A_burst_is_no_saturation() =>
        Saturation.Find([Calm, Calm with { MachineCores = 2 }, Calm, Calm with { MachineCores = 2 }], new Timeline(), 64, 2).ShouldBeEmpty();
}
