using System.Collections.Immutable;
using System.Text.Json;

namespace Stampede.Rehearsal.Scenarios;

/// <summary>Every setting of a scenario, once: flags, files, ranges and the table in docs/rehearsal.md all come from here.</summary>
internal static class ScenarioSettings
{
    public static ImmutableArray<Setting> All { get; } =
    [
        new NumberSetting<int>("customers", 1, 500_000, "customers in the crowd", s => s.Customers, (s, v) => s with { Customers = v }),
        new NumberSetting<int>("watchers", 0, 50_000, "live connections that only watch the stock", s => s.Watchers, (s, v) => s with { Watchers = v }),
        new WordSetting("watch-by", ["websocket", "sse"], "what the watchers connect by", s => (int)s.WatchBy, (s, v) => s with { WatchBy = (WatchTransport)v }),
        new NumberSetting<int>("stock", 0, 1_000_000, "units of the drop, when there is one size", s => s.Stock, (s, v) => s with { Stock = v }),
        new SizesSetting("sizes", "several sizes, with the stock and the relative demand of each"),
        new NumberSetting<int>("limit-per-customer", 1, 1_000_000, "units one customer may have", s => s.LimitPerCustomer, (s, v) => s with { LimitPerCustomer = v }),
        new NumberSetting<int>("hold-seconds", 1, 3_600, "how long a reservation holds stock, seconds", s => s.HoldSeconds, (s, v) => s with { HoldSeconds = v }),
        new WordSetting("arrival", ["at-once", "ramp", "poisson", "steady"], "how the crowd comes", s => (int)s.Arrival, (s, v) => s with { Arrival = (Arrival)v }),
        new NumberSetting<double>("arrival-seconds", 0, 3_600, "how long the crowd takes to come, seconds (not for steady)", s => s.ArrivalSeconds, (s, v) => s with { ArrivalSeconds = v }),
        new NumberSetting<double>("rate-per-second", 0.1, 200_000, "arrivals a second (steady only)", s => s.RatePerSecond, (s, v) => s with { RatePerSecond = v }),
        new NumberSetting<double>("countdown-seconds", 0, 3_600, "time before the opening in which the early ones come, seconds", s => s.CountdownSeconds, (s, v) => s with { CountdownSeconds = v }),
        new NumberSetting<double>("early-share", 0, 1, "share of the crowd that comes early and polls the countdown", s => s.EarlyShare, (s, v) => s with { EarlyShare = v }),
        new NumberSetting<double>("poll-seconds", 0.05, 3_600, "time between two looks at the countdown, seconds", s => s.PollSeconds, (s, v) => s with { PollSeconds = v }),
        new NumberSetting<int>("quantity", 1, 1_000_000, "units that each customer asks for", s => s.Quantity, (s, v) => s with { Quantity = v }),
        new NumberSetting<double>("pay-share", 0, 1, "share of those with a reservation who pay", s => s.PayShare, (s, v) => s with { PayShare = v }),
        new NumberSetting<double>("cancel-share", 0, 1, "share of those with a reservation who give it back; the rest let it lapse", s => s.CancelShare, (s, v) => s with { CancelShare = v }),
        new NumberSetting<double>("think-seconds", 0, 3_600, "mean time from reservation to payment, seconds, exponential", s => s.ThinkSeconds, (s, v) => s with { ThinkSeconds = v }),
        new NumberSetting<double>("retry-share", 0, 1, "share who try again when told that all is held", s => s.RetryShare, (s, v) => s with { RetryShare = v }),
        new NumberSetting<int>("retries", 0, 1_000, "how often they try again", s => s.Retries, (s, v) => s with { Retries = v }),
        new NumberSetting<double>("retry-seconds", 0.01, 3_600, "time between two tries, seconds", s => s.RetrySeconds, (s, v) => s with { RetrySeconds = v }),
        new NumberSetting<double>("abuser-share", 0, 1, "share who cheat: one account, many simultaneous requests", s => s.AbuserShare, (s, v) => s with { AbuserShare = v }),
        new NumberSetting<int>("abuser-requests", 1, 100, "simultaneous requests of a cheating account", s => s.AbuserRequests, (s, v) => s with { AbuserRequests = v }),
        new WordSetting("payment", ["none", "required"], "whether what is bought must be paid for, by the cards of the test provider", s => s.PaymentRequired ? 1 : 0, (s, v) => s with { PaymentRequired = v == 1 }),
        new NumberSetting<double>("declines", 0, 1, "share of payers whose card is declined; half of them try another one, which is good", s => s.Declines, (s, v) => s with { Declines = v }),
        new NumberSetting<double>("challenges", 0, 1, "share of payers whose bank asks a question, which they answer", s => s.Challenges, (s, v) => s with { Challenges = v }),
        new NumberSetting<double>("abandoned-challenges", 0, 1, "share of payers whose bank asks a question, and who walk away", s => s.AbandonedChallenges, (s, v) => s with { AbandonedChallenges = v }),
        new NumberSetting<double>("slow-provider", 0, 1, "share of payers whose bank is silent for 20 seconds, and then pays", s => s.SlowProvider, (s, v) => s with { SlowProvider = v }),
        new WordSetting("line", ["none", "queue", "draw"], "whether the crowd joins a line in the countdown, and is served in a random order", s => (int)s.Line, (s, v) => s with { Line = (LineMode)v }),
        new NumberSetting<int>("many-accounts", 0, 100_000, "with a line: accounts that bots have beside the customers; each joins, shows up and buys", s => s.ManyAccounts, (s, v) => s with { ManyAccounts = v }),
        new NumberSetting<double>("show-share", 0, 1, "with a line: share of the customers who are there when it is their turn", s => s.ShowShare, (s, v) => s with { ShowShare = v }),
        new NumberSetting<int>("claim-seconds", 15, 300, "with a queue: how long an offer waits for a yes, seconds", s => s.ClaimSeconds, (s, v) => s with { ClaimSeconds = v }),
        new WordSetting("idempotency-keys", ["never", "always"], "whether requests carry one, as a good shop's do", s => s.IdempotencyKeys ? 1 : 0, (s, v) => s with { IdempotencyKeys = v == 1 }),
        new NumberSetting<double>("duration-seconds", 1, 7_200, "the longest the rehearsal takes after the opening, seconds; with steady: how long the crowd keeps coming", s => s.DurationSeconds, (s, v) => s with { DurationSeconds = v }),
        new NumberSetting<int>("connections", 1, 20_000, "connections that the crowd shares; waiting for a free one counts into the latency", s => s.Connections, (s, v) => s with { Connections = v }),
        new NumberSetting<int>("timeout-seconds", 1, 600, "when an unanswered request counts as hung, seconds", s => s.TimeoutSeconds, (s, v) => s with { TimeoutSeconds = v }),
        new NumberSetting<int>("latency-milliseconds", 1, 600_000, "p99 of a reservation's answer that counts as served, milliseconds", s => s.LatencyMilliseconds, (s, v) => s with { LatencyMilliseconds = v }),
        new NumberSetting<int>("seed", 0, int.MaxValue, "makes the same plan again", s => s.Seed, (s, v) => s with { Seed = v }),
    ];

    /// <param name="json">An object with settings by key: <c>{"customers": 5000, "arrival": "poisson"}</c>.</param>
    /// <exception cref="SettingException">Not such an object, an unknown key, or a value out of range.</exception>
    public static Scenario Read(Scenario scenario, string json)
    {
        try
        {
            using var file = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (file.RootElement.ValueKind != JsonValueKind.Object)
                throw new SettingException("The scenario is not a JSON object.");
            foreach (var property in file.RootElement.EnumerateObject())
            {
                var setting = All.FirstOrDefault(one => one.Key == property.Name)
                    ?? throw new SettingException($"The scenario has '{property.Name}', which is no setting.");
                scenario = setting.Set(scenario, property.Value.ToString());
            }

            return scenario;
        }
        catch (JsonException malformed)
        {
            throw new SettingException("The scenario is not JSON: " + malformed.Message);
        }
    }

    /// <exception cref="SettingException">Each setting is in its range, but together they are impossible.</exception>
    public static Scenario Check(Scenario scenario)
    {
        if (scenario.PayShare + scenario.CancelShare > 1)
            throw new SettingException("--pay-share and --cancel-share are more than 1 together.");
        if (scenario.Declines + scenario.Challenges + scenario.AbandonedChallenges + scenario.SlowProvider > 1)
            throw new SettingException("--declines, --challenges, --abandoned-challenges and --slow-provider are more than 1 together.");
        if (scenario.Quantity > scenario.LimitPerCustomer)
            throw new SettingException("--quantity is more than --limit-per-customer: nobody could reserve.");
        if (scenario.ManyAccounts > 0 && scenario.Line == LineMode.None)
            throw new SettingException("--many-accounts is about a line: set --line.");
        if (scenario.Line != LineMode.None && scenario.CountdownSeconds < 3)
            throw new SettingException("--line needs a countdown of 3 seconds: people join in it.");
        if (scenario.Arrival == Arrival.Steady && scenario.RatePerSecond * scenario.DurationSeconds > 20_000_000)
            throw new SettingException("--rate-per-second times --duration-seconds is more than 20000000 arrivals.");
        return scenario;
    }
}
