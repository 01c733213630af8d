using Stampede.Rehearsal.Measures;

namespace Stampede.Rehearsal.Tests;

public class LatencyHistogramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000)]
    [InlineData(1_234_567)]
    [InlineData(3_600_000_000)]
    public void A_value_comes_back_within_its_precision(long microseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(microseconds);
        histogram.Record(microseconds * 10);

        var median = histogram.Percentile(50);

        median.ShouldBeGreaterThanOrEqualTo(microseconds);
        median.ShouldBeLessThanOrEqualTo(microseconds + (long)(microseconds * 0.016) + 1);
    }

    [Fact]
    public void Percentiles_are_those_of_the_sorted_values()
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)(Math.Exp(random.NextDouble() * 15))).ToArray();
        var histogram = new LatencyHistogram();
        foreach (var value in values)
            histogram.Record(value);
        Array.Sort(values);

        foreach (var percent in (double[])[1, 50, 90, 99, 99.9, 100])
        {
            var exact = values[Math.Max(0, (int)Math.Ceiling(values.Length * percent / 100) - 1)];
            ((double)histogram.Percentile(percent)).ShouldBe(exact, (exact * 0.016) + 1);
        }
    }

    [Fact]
    public void The_maximum_is_exact_and_no_percentile_is_beyond_it()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1_000_003);

        histogram.MaxMicroseconds.ShouldBe(1_000_003);
        histogram.Percentile(100).ShouldBe(1_000_003);
    }

    [Fact]
    public void Nothing_recorded_is_zero_and_what_is_too_large_or_negative_is_counted_at_the_end()
    {
        var histogram = new LatencyHistogram();
        histogram.Percentile(99).ShouldBe(0);

        histogram.Record(-5);
        histogram.Record(long.MaxValue);

        histogram.Count.ShouldBe(2);
        histogram.Percentile(50).ShouldBe(0);
    }

    [Fact]
    public void Two_histograms_add_up_to_the_histogram_of_both()
    {
        var (one, other, both) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < 1000; i++)
        {
            (i % 3 == 0 ? one : other).Record(i * i);
            both.Record(i * i);
        }

        one.Add(other);

        one.Count.ShouldBe(both.Count);
        one.Percentile(99).ShouldBe(both.Percentile(99));
        one.MeanMicroseconds.ShouldBe(both.MeanMicroseconds, 0.001);
    }
}
