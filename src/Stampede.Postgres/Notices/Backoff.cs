namespace Stampede.Postgres.Notices;

internal static class Backoff
{
    /// <summary>100 ms, doubling up to 3.2 s; spread by a fifth, so that nodes do not come back in step.</summary>
    public static TimeSpan After(int failures) =>
        TimeSpan.FromMilliseconds((100 << Math.Clamp(failures - 1, 0, 5)) * (0.9 + Random.Shared.NextDouble() * 0.2));
}
