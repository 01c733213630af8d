using Stampede.Server.Live;
using Sample = Stampede.Server.Live.IdleProcessors.Sample;

namespace Stampede.Server.Tests.Live;

public sealed class ReadingIdleProcessors
{
    private static readonly Sample Before = new(1_000, 5_000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(100));

    /// <summary>Of 200 ticks of the machine and, with two processors, two seconds of our own.</summary>
    [Theory]
    [InlineData(0, 0, 0)] // Others work.
    [InlineData(0, 2, 0)] // We do.
    [InlineData(100, 0.5, 0.5)]
    [InlineData(200, 0, 1)]
    [InlineData(200, 1.5, 0.25)] // A container that may use less than the machine has.
    [InlineData(200, 2.5, 0)]
    public void What_is_idle_is_what_neither_the_machine_nor_this_process_has_used(int idleTicks, double usedSeconds, double share)
    {
        var now = new Sample(Before.MachineIdleTicks + idleTicks, Before.MachineTicks + 200, Before.Used + TimeSpan.FromSeconds(usedSeconds), Before.At + TimeSpan.FromSeconds(1));
        IdleProcessors.Share(Before, now, processors: 2).ShouldBe(share, 1e-9);
    }

    [Fact]
    public void Where_the_system_does_not_tell_only_this_process_counts()
    {
        var (before, now) = (new Sample(0, 0, TimeSpan.Zero, TimeSpan.Zero), new Sample(0, 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        IdleProcessors.Share(before, now, processors: 2).ShouldBe(0.75, 1e-9);
    }

    [Fact]
    public void Idle_is_also_who_waits_for_a_disk_and_guests_are_not_counted_twice() =>
        IdleProcessors.Parse("cpu  1 20 300 4000 50000 600000 7000000 80000000 1000 2000").ShouldBe((54_000, 87_654_321));

    [Fact]
    public void This_machine_can_be_read()
    {
        var processors = new IdleProcessors();
        processors.Read().ShouldBeInRange(0, 1);
        processors.Read().ShouldBeInRange(0, 1);
    }
}
