using Stampede.Domain;

namespace Stampede.Server.Reservations;

/// <summary>How long an offer by letter is good for: seconds within quiet hours do not count.</summary>
internal static class CalmTime
{
    /// <summary>Who is given an hour at 23:30 has it until 8:30, where the nights from 23:00 to 8:00 are quiet and it had half of it before.</summary>
    public static DateTimeOffset EndOf(DateTimeOffset from, int seconds, QuietHours? quiet)
    {
        if (quiet is null || quiet.From == quiet.To)
            return from.AddSeconds(seconds);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(quiet.Zone);
        var (at, left) = (from, TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var local = TimeZoneInfo.ConvertTime(at, zone);
            var isQuiet = IsWithin(TimeOnly.FromTimeSpan(local.TimeOfDay), quiet);
            var next = NextInstant(at, local, isQuiet ? quiet.To : quiet.From, zone);
            if (!isQuiet && at + left <= next)
                return at + left;
            if (!isQuiet)
                left -= next - at;
            at = next;
        }
    }

    private static bool IsWithin(TimeOnly time, QuietHours quiet) => time.IsBetween(quiet.From, quiet.To);

    /// <summary>When the clocks of the zone next show this time; always later, also where a change of the clocks skips it.</summary>
    private static DateTimeOffset NextInstant(DateTimeOffset at, DateTimeOffset local, TimeOnly time, TimeZoneInfo zone)
    {
        for (var day = DateOnly.FromDateTime(local.DateTime); ; day = day.AddDays(1))
        {
            var wanted = day.ToDateTime(time);
            while (zone.IsInvalidTime(wanted))
                wanted = wanted.AddMinutes(15);
            var instant = new DateTimeOffset(wanted, zone.GetUtcOffset(wanted)).ToUniversalTime();
            if (instant > at)
                return instant;
        }
    }
}
