namespace Stampede.Bench.Bots;

/// <summary>Which defences the shop has switched on.</summary>
/// <param name="Name">As the table shows it.</param>
internal sealed record Defence(string Name, bool Cooldown, bool Proof, bool Confirmed)
{
    public static readonly Defence[] All =
    [
        new("none", false, false, false),
        new("cooldown", true, false, false),
        new("proof of work", false, true, false),
        new("confirmed accounts", false, false, true),
        new("all", true, true, true),
    ];
}

/// <summary>A drop, a thousand people who want it, and somebody with a thousand accounts.</summary>
internal sealed record BotScenario
{
    /// <summary>1 to 10,000.</summary>
    public int People { get; init; } = 1_000;

    /// <summary>Accounts of one bot operator, 1 to 10,000.</summary>
    public int Bots { get; init; } = 1_000;

    /// <summary>1 to 100,000.</summary>
    public int Stock { get; init; } = 200;

    public int HoldSeconds { get; init; } = 3;

    /// <summary>How long everybody presses after the opening. 5 to 600.</summary>
    public int Seconds { get; init; } = 30;

    /// <summary>Share of the bots' holds that find a buyer and are paid for. The rest lapse, and are taken again. 0 to 1.</summary>
    public double BotsPay { get; init; } = 0.1;

    /// <summary>Share of the bots' accounts that have a confirmed e-mail: mailboxes cost something. 0 to 1.</summary>
    public double BotsConfirmed { get; init; } = 0.05;

    /// <summary>Hashes a second of all the bots' computers together. People have one device each.</summary>
    public double BotHashesPerSecond { get; init; } = 20e6;

    /// <summary>The difficulty of the proof of work that is played: 2^bits hashes on average.</summary>
    public int ProofBits { get; init; } = 20;

    /// <summary>How long before the opening the bots' computers begin. At most the life of a challenge: 0 to 10.</summary>
    public int HeadStartSeconds { get; init; } = ProofSeconds;

    public int Seed { get; init; } = 1;

    /// <summary>What the browser on a person's device can do.</summary>
    public const double PersonHashesPerSecond = 1e6;

    /// <summary>How long the target accepts a challenge.</summary>
    public const int ProofSeconds = 10;

    /// <summary>
    /// The proofs that are really computed have so few bits, because two thousand devices share one machine here. The time that each would
    /// take with <see cref="ProofBits"/> is waited.
    /// </summary>
    public const int RealProofBits = 10;

    public const int CooldownSeconds = 5;

    /// <summary>The settings of a target with this defence.</summary>
    public static IReadOnlyDictionary<string, string> SettingsFor(Defence defence)
    {
        var settings = new Dictionary<string, string>();
        if (defence.Cooldown)
        {
            settings["Stampede__Reservations__CooldownSeconds"] = $"{CooldownSeconds}";
            settings["Stampede__Reservations__CooldownFreeHolds"] = "1";
            settings["Stampede__Reservations__CooldownWindowSeconds"] = "60";
        }

        if (defence.Proof)
        {
            settings["Stampede__Reservations__ProofBits"] = $"{RealProofBits}";
            settings["Stampede__Reservations__ProofSeconds"] = $"{ProofSeconds}";
        }

        if (defence.Confirmed)
            settings["Stampede__Reservations__RequireConfirmedAccount"] = "true";
        return settings;
    }
}

/// <summary>What each side got in one drop under one defence.</summary>
/// <param name="Refused">By code.</param>
internal sealed record BotOutcome(
    Defence Defence, Side People, Side Bots, IReadOnlyDictionary<string, int> Refused, int Unsold, bool Consistent)
{
    public double BotsShareSold => Share(Bots.Bought, People.Bought);

    public double BotsShareHeld => Share(Bots.HeldSeconds, People.HeldSeconds);

    private static double Share(double bots, double people) => bots + people == 0 ? 0 : bots / (bots + people);
}

/// <param name="FirstTwoSeconds">Holds granted in the first two seconds.</param>
/// <param name="HeldSeconds">Sum over all holds of the time from the grant to the end or the purchase.</param>
internal sealed record Side(int Customers, int Holds, int FirstTwoSeconds, int Bought, double HeldSeconds);
