using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;

namespace Stampede.Bench.Bots;

/// <summary>
/// Plays one drop. People press as people do, and pay. Bots press at the opening and go on at machine speed. They pay for few of their
/// holds, let the others lapse, and take them again. An ordinary HTTP client will do: each shopper waits for its own answers.
/// </summary>
internal sealed class BotsAgainstPeople : IDisposable
{
    private const double PersonReactionSeconds = 1.2;
    private const double PersonRetrySeconds = 2.5;
    private const double PersonThinkSeconds = 1;
    private const double PersonPays = 0.9;
    private const double BotRetrySeconds = 0.25;

    private readonly BotScenario scenario;
    private readonly HttpClient client;
    private readonly ConcurrentDictionary<string, int> refused = new();
    private readonly ConcurrentBag<(bool IsBot, double At, double HeldSeconds, bool Bought)> holds = [];
    private RehearsedDrop drop = new("", []);
    private DateTimeOffset opening;

    public BotsAgainstPeople(BotScenario scenario, Uri target)
    {
        this.scenario = scenario;
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 256 })
        {
            BaseAddress = target,
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    private double Now => (DateTimeOffset.UtcNow - opening).TotalSeconds;

    public async Task<BotOutcome> PlayAsync(OperatorApi shop, Defence defence, CancellationToken cancellation)
    {
        // These sessions count as confirmed accounts. How many of them the bots have is an assumption of the scenario.
        var confirmedBots = (int)Math.Round(scenario.Bots * scenario.BotsConfirmed);
        var people = await shop.MintAsync(scenario.People, "person", cancellation, confirmed: true);
        var bots = (await shop.MintAsync(Math.Max(1, confirmedBots), "botc", cancellation, confirmed: true)).Take(confirmedBots)
            .Concat(scenario.Bots > confirmedBots ? await shop.MintAsync(scenario.Bots - confirmedBots, "bot", cancellation) : []).ToArray();
        var lead = TimeSpan.FromSeconds(3 + (defence.Proof ? scenario.HeadStartSeconds : 0));
        opening = DateTimeOffset.UtcNow + lead;
        drop = await shop.CreateDropAsync(
            new Scenario { Stock = scenario.Stock, HoldSeconds = scenario.HoldSeconds }, $"Bots against people, {defence.Name}", opening, cancellation);

        var seeds = new Random(scenario.Seed);
        var hall = new Workshop(scenario.BotHashesPerSecond, scenario.ProofBits, -scenario.HeadStartSeconds, new Random(seeds.Next()));
        var shoppers = people.Select(person => PersonAsync(Token(person), defence, new Random(seeds.Next()), cancellation))
            .Concat(bots.Select(bot => BotAsync(Token(bot), defence, hall, new Random(seeds.Next()), cancellation)))
            .ToArray();
        await Task.WhenAll(shoppers);

        var stock = await shop.ReadStockAsync(drop.Id, cancellation);
        var verified = await shop.VerifyAsync(drop.Id, cancellation);
        return new BotOutcome(
            defence, SideOf(isBot: false, people.Length), SideOf(isBot: true, bots.Length), new SortedDictionary<string, int>(refused),
            scenario.Stock - (int)stock.Sold, verified.Consistent);
    }

    public void Dispose() => client.Dispose();

    private static string Token(Minted customer) => Encoding.ASCII.GetString(customer.Token);

    private async Task PersonAsync(string token, Defence defence, Random random, CancellationToken cancellation)
    {
        // The logarithm of people's reaction times is about normally distributed.
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var device = new Workshop(BotScenario.PersonHashesPerSecond, scenario.ProofBits, 0, random);
        var key = Guid.NewGuid().ToString("n");
        Proof? proof = null;
        for (var at = PersonReactionSeconds * Math.Exp(normal * 0.5); at < scenario.Seconds; at = Now + (PersonRetrySeconds * (0.5 + random.NextDouble())))
        {
            await UntilAsync(at, cancellation);
            if (defence.Proof && proof is not { IsGood: true })
            {
                await UntilAsync(device.TakeTurn(Now), cancellation);
                proof = await ProveAsync(token, key, cancellation);
            }

            var (granted, code, _) = await ReserveAsync(token, key, proof, cancellation);
            if (granted is null && code is not ("all_held" or "proof_required"))
                return;
            if (granted is null)
                continue;
            var heldAt = Now;
            var think = -Math.Log(1 - random.NextDouble()) * PersonThinkSeconds;
            var pays = random.NextDouble() < PersonPays;
            await UntilAsync(heldAt + Math.Min(think, scenario.HoldSeconds), cancellation);
            var bought = pays && await BuyAsync(token, granted, cancellation);
            holds.Add((false, heldAt, bought ? Now - heldAt : scenario.HoldSeconds, bought));
            return; // Bought it, or changed their mind.
        }
    }

    private async Task BotAsync(string token, Defence defence, Workshop hall, Random random, CancellationToken cancellation)
    {
        var key = Guid.NewGuid().ToString("n");
        Proof? proof = null;
        var isFirst = true;
        var at = 0.0;
        while (at < scenario.Seconds)
        {
            if (defence.Proof && proof is not { IsGood: true })
            {
                var done = isFirst ? hall.TakeTurnAhead() : hall.TakeTurn(Now);
                if (done >= scenario.Seconds)
                    return;
                await UntilAsync(done, cancellation);
                proof = await ProveAsync(token, key, cancellation);
            }

            isFirst = false;
            await UntilAsync(at, cancellation);
            var (granted, code, wait) = await ReserveAsync(token, key, proof, cancellation);
            if (granted is null)
            {
                if (code is "sold_out" or "ended" or "limit_reached" or "confirmation_required")
                    return;
                at = Now + Math.Max(wait, BotRetrySeconds * (0.8 + (0.4 * random.NextDouble())));
                continue;
            }

            var heldAt = Now;
            var pays = random.NextDouble() < scenario.BotsPay;
            // The bot looks for a buyer as long as the hold lasts.
            await UntilAsync(heldAt + (scenario.HoldSeconds * (pays ? 0.8 : 1.0)), cancellation);
            var bought = pays && await BuyAsync(token, granted, cancellation);
            holds.Add((true, heldAt, bought ? Now - heldAt : scenario.HoldSeconds, bought));
            if (bought)
                return;
            (key, proof, at) = (Guid.NewGuid().ToString("n"), null, Now);
        }
    }

    private Side SideOf(bool isBot, int customers)
    {
        var own = holds.Where(hold => hold.IsBot == isBot).ToArray();
        return new Side(customers, own.Length, own.Count(hold => hold.At < 2), own.Count(hold => hold.Bought), own.Sum(hold => hold.HeldSeconds));
    }

    private async Task<Proof> ProveAsync(string token, string key, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, $"/api/v1/drops/{drop.Id}/challenge", token);
        using var response = await client.SendAsync(request, cancellation);
        var challenge = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return new Proof(
            Solver.Solve(challenge.GetProperty("text").GetString()!, key, challenge.GetProperty("bits").GetInt32()),
            challenge.GetProperty("expiresAt").GetDateTimeOffset() - TimeSpan.FromMilliseconds(500));
    }

    /// <returns>The hold's id. Or the code of the refusal, and after how many seconds it says to try again.</returns>
    private async Task<(string? Hold, string Code, double WaitSeconds)> ReserveAsync(string token, string key, Proof? proof, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Post, $"/api/v1/drops/{drop.Id}/reservations", token);
        request.Content = JsonContent.Create(new { quantity = 1 });
        request.Headers.Add("Idempotency-Key", key);
        if (proof is not null)
            request.Headers.Add("Stampede-Proof", proof.Text);
        using var response = await client.SendAsync(request, cancellation);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        if (response.StatusCode == HttpStatusCode.Created)
            return (body.GetProperty("id").GetString(), "granted", 0);
        var code = body.GetProperty("code").GetString() ?? $"{(int)response.StatusCode}";
        refused.AddOrUpdate(code, 1, (_, count) => count + 1);
        return (null, code, response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0);
    }

    private async Task<bool> BuyAsync(string token, string hold, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Post, $"/api/v1/drops/{drop.Id}/reservations/{hold}/purchase", token);
        using var response = await client.SendAsync(request, cancellation);
        return response.IsSuccessStatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string token) =>
        new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    /// <param name="seconds">From the opening.</param>
    private async Task UntilAsync(double seconds, CancellationToken cancellation)
    {
        if (seconds - Now is > 0 and var wait)
            await Task.Delay(TimeSpan.FromSeconds(wait), cancellation);
    }

    private sealed record Proof(string Text, DateTimeOffset GoodUntil)
    {
        public bool IsGood => DateTimeOffset.UtcNow < GoodUntil;
    }
}
