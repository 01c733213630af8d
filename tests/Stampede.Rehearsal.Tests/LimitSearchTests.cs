using Stampede.Rehearsal.Reports;

namespace Stampede.Rehearsal.Tests;

public class LimitSearchTests
{
    [Theory]
    [InlineData(100, 7_300)]
    [InlineData(5_000, 7_300)]
    [InlineData(50_000, 7_300)]
    [InlineData(100, 1)]
    public async Task The_limit_is_found_within_a_tenth(int start, int limit)
    {
        var found = await LimitSearch.FindAsync(start, 100_000, size => Task.FromResult(new Probe(size, 1, size <= limit, "")));

        found.Bounded.ShouldBeFalse();
        found.Largest.ShouldNotBeNull().ShouldBeInRange((int)(limit / 1.1) - 1, limit);
        found.Probes.Length.ShouldBeLessThan(25);
    }

    [Fact]
    public async Task A_limit_beyond_the_largest_allowed_is_not_looked_for()
    {
        var tried = new List<int>();

        var found = await LimitSearch.FindAsync(300, 1_000, size =>
        {
            tried.Add(size);
            return Task.FromResult(new Probe(size, 1, true, ""));
        });

        (found.Largest, found.Bounded).ShouldBe((1_000, true));
        tried.ShouldBe([300, 600, 1_000]);
    }

    [Fact]
    public async Task Where_nobody_is_served_the_search_ends() =>
        (await LimitSearch.FindAsync(1_000, 10_000, size => Task.FromResult(new Probe(size, 1, false, "")))).Largest.ShouldBeNull();
}
