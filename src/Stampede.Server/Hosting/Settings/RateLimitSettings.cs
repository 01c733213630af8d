using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>A token bucket: so many at once, so many a second for good.</summary>
internal readonly record struct RateLimit(int Burst, double PerSecond);

/// <summary>See <see cref="Rates"/>.</summary>
internal sealed record RateLimitSettings
{
    public bool Enabled { get; init; } = Rates.Enabled.Default;

    public RateLimit Customer { get; init; } = new(Rates.CustomerBurst.Default, Rates.CustomerPerSecond.Default);

    public RateLimit Key { get; init; } = new(Rates.KeyBurst.Default, Rates.KeyPerSecond.Default);

    public RateLimit Address { get; init; } = new(Rates.AddressBurst.Default, Rates.AddressPerSecond.Default);

    public RateLimit Arrival { get; init; } = new(Rates.ArrivalBurst.Default, Rates.ArrivalPerSecond.Default);

    /// <summary>What each new customer leaves in the database adds up over the day.</summary>
    public int ArrivalsPerDay { get; init; } = Rates.ArrivalsPerDay.Default;

    public RateLimit SignIn { get; init; } = new(Rates.SignInBurst.Default, Rates.SignInPerSecond.Default);

    public static RateLimitSettings Load(SettingReader read) => new()
    {
        Enabled = read.Flag(Rates.Enabled),
        Customer = new(read.Number(Rates.CustomerBurst), read.Number(Rates.CustomerPerSecond)),
        Key = new(read.Number(Rates.KeyBurst), read.Number(Rates.KeyPerSecond)),
        Address = new(read.Number(Rates.AddressBurst), read.Number(Rates.AddressPerSecond)),
        Arrival = new(read.Number(Rates.ArrivalBurst), read.Number(Rates.ArrivalPerSecond)),
        ArrivalsPerDay = read.Number(Rates.ArrivalsPerDay),
        SignIn = new(read.Number(Rates.SignInBurst), read.Number(Rates.SignInPerSecond)),
    };
}
