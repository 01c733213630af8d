using Stampede.Domain;
using Stampede.Server.Reservations;

namespace Stampede.Server.Tests.Lines;

public sealed class CalmTimes
{
    private static readonly QuietHours Nights = new(new TimeOnly(23, 0), new TimeOnly(8, 0), "Europe/Berlin");

    [Theory]
    // An hour that begins half an hour before the night ends half an hour after it.
    [InlineData("2026-01-10T21:30:00Z", 3_600, "2026-01-11T07:30:00Z")]
    // Within the night nothing counts.
    [InlineData("2026-01-10T23:30:00Z", 1_800, "2026-01-11T07:30:00Z")]
    // By day the night does not matter.
    [InlineData("2026-01-10T10:00:00Z", 3_600, "2026-01-10T11:00:00Z")]
    // To the minute of the night's beginning and end.
    [InlineData("2026-01-10T21:00:00Z", 3_600, "2026-01-10T22:00:00Z")]
    [InlineData("2026-01-10T22:00:00Z", 60, "2026-01-11T07:01:00Z")]
    // Two nights: 15 hours of each day count.
    [InlineData("2026-01-10T07:00:00Z", 108_000, "2026-01-11T22:00:00Z")]
    // The night in which the clocks go forward is an hour shorter, the one in which they go back an hour longer.
    [InlineData("2026-03-28T21:30:00Z", 3_600, "2026-03-29T06:30:00Z")]
    [InlineData("2026-10-24T20:30:00Z", 3_600, "2026-10-25T07:30:00Z")]
    public void Seconds_of_the_night_do_not_count(string from, int seconds, string end) =>
        CalmTime.EndOf(DateTimeOffset.Parse(from), seconds, Nights).ToUniversalTime().ShouldBe(DateTimeOffset.Parse(end));

    [Fact]
    public void Hours_that_would_last_all_day_are_none() =>
        CalmTime.EndOf(DateTimeOffset.UnixEpoch, 60, Nights with { To = Nights.From }).ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(60));

    [Fact]
    public void A_time_that_the_clocks_skip_is_passed_all_the_same()
    {
        // On 29 March 2026 there is no 2:30 in Berlin.
        var quiet = new QuietHours(new TimeOnly(2, 30), new TimeOnly(2, 45), "Europe/Berlin");
        CalmTime.EndOf(DateTimeOffset.Parse("2026-03-28T23:00:00Z"), 86_400, quiet).ShouldBeGreaterThan(DateTimeOffset.Parse("2026-03-29T22:59:00Z"));
    }
}
