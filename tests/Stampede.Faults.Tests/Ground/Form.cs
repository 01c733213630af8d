namespace Stampede.Faults.Tests.Ground;

/// <summary>How long it all takes: STAMPEDE_FAULTS=long for more rounds of longer faults, and figures.</summary>
internal static class Form
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("STAMPEDE_FAULTS") == "long";

    public static T Of<T>(T shortly, T atLength) => IsLong ? atLength : shortly;

    public static TimeSpan Seconds(double shortly, double atLength) => TimeSpan.FromSeconds(Of(shortly, atLength));
}
