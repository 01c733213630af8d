namespace Stampede.Server.Hosting;

/// <summary>A token bucket: so many at once, so many a second for good.</summary>
internal readonly record struct RateLimit(int Burst, double PerSecond);

/// <summary>Each 1 to 1,000,000, as <c>Stampede__RateLimits__Customer__Burst</c> and <c>…__PerSecond</c>.</summary>
internal sealed record RateLimitSettings
{
    private const int Max = 1_000_000;

    /// <summary>False only for rehearsals on one address. Default: true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>All requests of one customer. Default: 200, 50 a second.</summary>
    public RateLimit Customer { get; init; } = new(200, 50);

    /// <summary>All requests from one address, which may be a whole campus. Default: 20,000, 5,000 a second.</summary>
    public RateLimit Address { get; init; } = new(20_000, 5_000);

    /// <summary>New guests and registrations from one address. Default: 10,000, 100 a second.</summary>
    public RateLimit Arrival { get; init; } = new(10_000, 100);

    /// <summary>
    /// New guests and registrations, and guests who come back, of one address in a day: what each leaves in the database
    /// adds up. A campus that comes at once is let in. 1 to 100,000,000. Default: 20,000.
    /// </summary>
    public int ArrivalsPerDay { get; init; } = 20_000;

    /// <summary>Sign-ins with a password from one address. Default: 100, 5 a second.</summary>
    public RateLimit SignIn { get; init; } = new(100, 5);

    public static RateLimitSettings Load(SettingReader read)
    {
        var usual = new RateLimitSettings();
        return new RateLimitSettings
        {
            Enabled = read.Flag("Stampede:RateLimits:Enabled", true),
            Customer = Load(read, nameof(Customer), usual.Customer),
            Address = Load(read, nameof(Address), usual.Address),
            Arrival = Load(read, nameof(Arrival), usual.Arrival),
            ArrivalsPerDay = read.Number("Stampede:RateLimits:ArrivalsPerDay", usual.ArrivalsPerDay, 1, 100_000_000),
            SignIn = Load(read, nameof(SignIn), usual.SignIn),
        };
    }

    private static RateLimit Load(SettingReader read, string name, RateLimit usual) => new(
        read.Number($"Stampede:RateLimits:{name}:Burst", usual.Burst, 1, Max),
        read.Number($"Stampede:RateLimits:{name}:PerSecond", (int)usual.PerSecond, 1, Max));
}
