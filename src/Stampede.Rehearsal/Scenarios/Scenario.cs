using System.Collections.Immutable;

namespace Stampede.Rehearsal.Scenarios;

/// <summary>How the crowd reaches the drop.</summary>
internal enum Arrival
{
    /// <summary>Everybody within <see cref="Scenario.ArrivalSeconds"/> of the opening, evenly at random.</summary>
    AtOnce,

    /// <summary>The rate grows in a straight line from nothing over <see cref="Scenario.ArrivalSeconds"/>.</summary>
    Ramp,

    /// <summary>Independent arrivals at a constant mean rate over <see cref="Scenario.ArrivalSeconds"/>.</summary>
    Poisson,

    /// <summary><see cref="Scenario.RatePerSecond"/> Poisson arrivals for <see cref="Scenario.DurationSeconds"/>; the customers come in turn, again and again.</summary>
    Steady,
}

/// <summary>How people come in.</summary>
internal enum LineMode
{
    /// <summary>First come, first served.</summary>
    None,

    /// <summary>All join before the opening; then each is offered something in a random order, and says yes within seconds.</summary>
    Queue,

    /// <summary>The same, with hours to pay.</summary>
    Draw,
}

/// <summary>How watchers are connected.</summary>
internal enum WatchTransport
{
    WebSocket,
    EventStream,
}

/// <summary>One variant of the rehearsed drop.</summary>
/// <param name="Demand">Relative: a size with demand 3 is wanted three times as often as one with 1.</param>
internal sealed record Size(string Label, int Stock, double Demand);

/// <summary>A crowd and a drop, whole and reproducible: the same scenario makes the same plan. Defaults and ranges stand in <see cref="ScenarioSettings"/>.</summary>
internal sealed record Scenario
{
    public int Customers { get; init; } = 2_000;
    public int Watchers { get; init; } = 200;
    public WatchTransport WatchBy { get; init; } = WatchTransport.WebSocket;

    public int Stock { get; init; } = 200;
    public ImmutableArray<Size> Sizes { get; init; } = [];
    public int LimitPerCustomer { get; init; } = 1;
    public int HoldSeconds { get; init; } = 5;

    public Arrival Arrival { get; init; } = Arrival.AtOnce;
    public double ArrivalSeconds { get; init; } = 1;
    public double RatePerSecond { get; init; } = 1_000;
    public double CountdownSeconds { get; init; } = 3;
    public double EarlyShare { get; init; } = 0.3;
    public double PollSeconds { get; init; } = 1;

    public int Quantity { get; init; } = 1;
    public double PayShare { get; init; } = 0.8;
    public double CancelShare { get; init; } = 0.05;
    public double ThinkSeconds { get; init; } = 1.5;
    public double RetryShare { get; init; } = 0.4;
    public int Retries { get; init; } = 6;
    public double RetrySeconds { get; init; } = 1;
    public double AbuserShare { get; init; } = 0.02;
    public int AbuserRequests { get; init; } = 5;

    /// <summary>What is bought must be paid for first, by the cards of the test provider.</summary>
    public bool PaymentRequired { get; init; }

    public double Declines { get; init; } = 0.1;
    public double Challenges { get; init; } = 0.1;
    public double AbandonedChallenges { get; init; } = 0.1;
    public double SlowProvider { get; init; } = 0.02;

    /// <summary>The crowd joins a line before the opening.</summary>
    public LineMode Line { get; init; }

    /// <summary>Beside the customers: accounts that bots have. Each joins, shows up and buys.</summary>
    public int ManyAccounts { get; init; }

    public double ShowShare { get; init; } = 0.9;
    public int ClaimSeconds { get; init; } = 30;

    public bool IdempotencyKeys { get; init; } = true;

    public double DurationSeconds { get; init; } = 60;
    public int Connections { get; init; } = 256;
    public int TimeoutSeconds { get; init; } = 30;
    public int LatencyMilliseconds { get; init; } = 250;
    public int Seed { get; init; } = 1;

    /// <summary>The drop's variants: <see cref="Sizes"/>, or one that holds all of <see cref="Stock"/>.</summary>
    public ImmutableArray<Size> Variants => Sizes.IsDefaultOrEmpty ? [new Size("One size", Stock, 1)] : Sizes;

    /// <summary>People and bots.</summary>
    public int Accounts => Customers + ManyAccounts;

    public int TotalStock => Variants.Sum(size => size.Stock);
}
