using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stampede.Client;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Watching;

namespace Stampede.Rehearsal.Targets;

/// <summary>The target did not do what the rehearsal needs. The message tells a person what that was.</summary>
internal sealed class TargetException(string message) : Exception(message);

/// <summary>A customer made for the rehearsal.</summary>
internal sealed record Minted(string Id, byte[] Token);

/// <summary>A drop made for the rehearsal.</summary>
/// <param name="VariantIds">In the scenario's order of sizes.</param>
internal sealed record RehearsedDrop(string Id, IReadOnlyList<string> VariantIds);

/// <summary>What an operator does before a drop and after it. Nothing of it is timed, so an ordinary client will do.</summary>
internal sealed class OperatorApi : IDisposable
{
    private const int MintMax = 10_000;
    private const int LedgerPage = 1_000;
    private const int PaymentsPage = 100;

    /// <summary>Of one unit of a rehearsed drop.</summary>
    public const long PriceMinor = 19_900;
    public const string Currency = "USD";

    // Straight to the target, even where the environment names a proxy. Nothing is tried twice: a target that stumbles is what a rehearsal is to show.
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private StampedeClient client;

    public OperatorApi(Uri target) => client = new(http, target, new() { TriesMax = 1, TryTimeout = TimeSpan.FromMinutes(10) });

    public async Task SignInAsync(string email, string password, CancellationToken cancellation) =>
        client = client.As((await AskAsync("Sign-in of the operator", client.SignInAsync(email, password, cancellation))).AccessToken);

    /// <summary>How far the target's clock is ahead of ours, and how exactly that is known.</summary>
    public async Task<(TimeSpan Ahead, TimeSpan Within)> CompareClocksAsync(string dropId, CancellationToken cancellation)
    {
        var best = (Ahead: TimeSpan.Zero, Within: TimeSpan.MaxValue);
        for (var i = 0; i < 9; i++)
        {
            var before = DateTimeOffset.UtcNow;
            var drop = await AskAsync("Reading the drop", client.GetDropAsync(dropId, cancellation));
            var after = DateTimeOffset.UtcNow;
            var within = (after - before) / 2;
            if (within < best.Within)
                best = (drop.ServerTime - (before + within), within);
        }

        return best;
    }

    public async Task<Minted[]> MintAsync(int count, string prefix, CancellationToken cancellation, bool confirmed = false)
    {
        var minted = new List<Minted>(count);
        while (minted.Count < count)
        {
            var ask = new JsonObject { ["count"] = Math.Min(MintMax, count - minted.Count), ["prefix"] = $"{prefix}{minted.Count}-", ["confirmed"] = confirmed };
            var answer = await AskAsync(
                "Making customers (the target must run with Stampede__Rehearsals=true)", client.CallAsync(HttpMethod.Post, "rehearsal/customers", ask, cancellation: cancellation));
            minted.AddRange(answer.GetProperty("items").EnumerateArray()
                .Select(item => new Minted(Text(item, "id"), Encoding.ASCII.GetBytes(Text(item, "accessToken")))));
        }

        return [.. minted];
    }

    public async Task<RehearsedDrop> CreateDropAsync(Scenario scenario, string name, DateTimeOffset startsAt, CancellationToken cancellation)
    {
        var sizes = scenario.Variants;
        var drop = await AskAsync("Creating the drop", client.CreateDropAsync(
            new(name, new(PriceMinor, Currency))
            {
                Description = "A rehearsal. Nothing here is for sale.",
                Payment = scenario.PaymentRequired ? "required" : null,
                StartsAt = startsAt,
                HoldSeconds = scenario.HoldSeconds,
                LimitPerCustomer = scenario.LimitPerCustomer,
                Variants = [.. sizes.Select(size => new NewVariant(size.Label, size.Stock))],
            },
            cancellation: cancellation));
        var ids = drop.Variants.ToDictionary(variant => variant.Label!, variant => variant.Id);
        return new RehearsedDrop(drop.Id, [.. sizes.Select(size => ids[size.Label])]);
    }

    /// <returns>The version with the new schedule.</returns>
    public async Task<long> RescheduleAsync(string dropId, DateTimeOffset startsAt, CancellationToken cancellation) =>
        (await AskAsync("Setting the opening", client.ChangeDropAsync(dropId, new() { ["startsAt"] = Iso(startsAt) }, cancellation))).Version;

    /// <summary>Gives the drop its line.</summary>
    public async Task OpenLineAsync(string dropId, Scenario scenario, DateTimeOffset closesAt, CancellationToken cancellation)
    {
        var line = new JsonObject
        {
            ["mode"] = scenario.Line == LineMode.Draw ? "draw" : "queue",
            ["waitlist"] = false,
            ["closesAt"] = Iso(closesAt),
            ["claimSeconds"] = scenario.ClaimSeconds,
        };
        if (scenario.Line == LineMode.Draw)
            line["reviewMinutes"] = 0;
        await AskAsync("Opening the line", client.CallAsync(HttpMethod.Put, $"drops/{dropId}/line", line, cancellation: cancellation));
    }

    /// <summary>The line as everybody sees it.</summary>
    public Task<JsonElement> ReadLineAsync(string dropId, CancellationToken cancellation) => ReadAsync("Reading the line", $"drops/{dropId}/line", cancellation);

    /// <summary>Where a customer stands.</summary>
    /// <returns>Null: not in the line, as who came when it was closed.</returns>
    public Task<JsonElement?> ReadStandingAsync(string dropId, Minted customer, CancellationToken cancellation)
    {
        return AskAsync("Reading a place", FindAsync());

        async Task<JsonElement?> FindAsync()
        {
            try
            {
                return await client.As(Encoding.ASCII.GetString(customer.Token)).CallAsync(HttpMethod.Get, $"drops/{dropId}/line/me", cancellation: cancellation);
            }
            catch (StampedeException missing) when (missing.Status == HttpStatusCode.NotFound)
            {
                return null;
            }
        }
    }

    public async Task EndAsync(string dropId, CancellationToken cancellation) => await AskAsync("Ending the drop", client.RunDropAsync(dropId, "end", cancellation));

    public async Task<StockReading> ReadStockAsync(string dropId, CancellationToken cancellation) =>
        StockReading.Read(await ReadAsync("Reading the drop", $"drops/{dropId}", cancellation));

    public async Task<Verification> VerifyAsync(string dropId, CancellationToken cancellation)
    {
        var answer = await ReadAsync("The target's own verification", $"drops/{dropId}/verification", cancellation);
        return new Verification(answer.GetProperty("consistent").GetBoolean(), [.. answer.GetProperty("findings").EnumerateArray().Select(finding => finding.ToString())]);
    }

    /// <summary>The whole ledger, in order of version.</summary>
    public Task<LedgerEntry[]> ReadLedgerAsync(string dropId, CancellationToken cancellation) =>
        AskAsync("Reading the ledger", client.ListAsync($"drops/{dropId}/movements?limit={LedgerPage}", "after", cancellation).Select(LedgerEntry.Read).ToArrayAsync(cancellation).AsTask());

    /// <summary>How the target takes money: by <c>test</c> no money moves.</summary>
    public async Task<string> ReadProviderAsync(CancellationToken cancellation) =>
        Text(await ReadAsync("Asking how the target takes money", "payments/config", cancellation), "provider");

    /// <summary>The drop's payments, as the shop has them.</summary>
    public Task<ShopPayment[]> ReadPaymentsAsync(string dropId, CancellationToken cancellation) => AskAsync(
        "Reading the payments",
        client.ListAsync($"operations/payments?dropId={dropId}&limit={PaymentsPage}", cancellation: cancellation).Select(ShopPayment.Read).ToArrayAsync(cancellation).AsTask());

    /// <summary>The test provider's own books, of all that it was ever asked for.</summary>
    public async Task<ProviderEntry[]> ReadProvidersBooksAsync(CancellationToken cancellation)
    {
        var books = await ReadAsync("Reading the provider's books", "operations/payments/test/ledger", cancellation);
        return [.. books.GetProperty("items").EnumerateArray().Select(ProviderEntry.Read)];
    }

    public void Dispose() => http.Dispose();

    private Task<JsonElement> ReadAsync(string what, string path, CancellationToken cancellation) =>
        AskAsync(what, client.CallAsync(HttpMethod.Get, path, cancellation: cancellation));

    private static async Task<T> AskAsync<T>(string what, Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (StampedeException problem)
        {
            throw new TargetException($"{what}: {problem.Message}");
        }
        catch (JsonException malformed)
        {
            throw new TargetException($"{what}: the answer is not JSON: {malformed.Message}");
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.GetString() is { } text ? text : throw new TargetException($"The target's answer has no '{name}'.");

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
