using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly HttpClient client;

    public OperatorApi(Uri target)
    {
        // Straight to the target, even where the environment names a proxy.
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = target, Timeout = TimeSpan.FromMinutes(10) };
    }

    public async Task SignInAsync(string email, string password, CancellationToken cancellation)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/accounts/sign-in", new { email, password }, "Sign-in of the operator", cancellation);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Text(answer, "accessToken"));
    }

    /// <summary>How far the target's clock is ahead of ours, and how exactly that is known.</summary>
    public async Task<(TimeSpan Ahead, TimeSpan Within)> CompareClocksAsync(string dropId, CancellationToken cancellation)
    {
        var best = (Ahead: TimeSpan.Zero, Within: TimeSpan.MaxValue);
        for (var i = 0; i < 9; i++)
        {
            var before = DateTimeOffset.UtcNow;
            var drop = await SendAsync(HttpMethod.Get, $"/api/v1/drops/{dropId}", null, "Reading the drop", cancellation);
            var after = DateTimeOffset.UtcNow;
            var within = (after - before) / 2;
            if (within < best.Within)
                best = (drop.GetProperty("serverTime").GetDateTimeOffset() - (before + within), within);
        }

        return best;
    }

    public async Task<Minted[]> MintAsync(int count, string prefix, CancellationToken cancellation, bool confirmed = false)
    {
        var minted = new List<Minted>(count);
        while (minted.Count < count)
        {
            var ask = new { count = Math.Min(MintMax, count - minted.Count), prefix = $"{prefix}{minted.Count}-", confirmed };
            var answer = await SendAsync(HttpMethod.Post, "/api/v1/rehearsal/customers", ask,
                "Making customers (the target must run with Stampede__Rehearsals=true)", cancellation);
            minted.AddRange(answer.GetProperty("items").EnumerateArray()
                .Select(item => new Minted(Text(item, "id"), Encoding.ASCII.GetBytes(Text(item, "accessToken")))));
        }

        return [.. minted];
    }

    public async Task<RehearsedDrop> CreateDropAsync(Scenario scenario, string name, DateTimeOffset startsAt, CancellationToken cancellation)
    {
        var sizes = scenario.Variants;
        var drop = await SendAsync(HttpMethod.Post, "/api/v1/drops", new
        {
            name,
            description = "A rehearsal. Nothing here is for sale.",
            price = new { amountMinor = PriceMinor, currency = Currency },
            payment = scenario.PaymentRequired ? "required" : null,
            startsAt = Iso(startsAt),
            holdSeconds = scenario.HoldSeconds,
            limitPerCustomer = scenario.LimitPerCustomer,
            variants = sizes.Select(size => new { label = size.Label, total = size.Stock }),
        }, "Creating the drop", cancellation);
        var ids = drop.GetProperty("variants").EnumerateArray().ToDictionary(variant => Text(variant, "label"), variant => Text(variant, "id"));
        return new RehearsedDrop(Text(drop, "id"), [.. sizes.Select(size => ids[size.Label])]);
    }

    /// <returns>The version with the new schedule.</returns>
    public async Task<long> RescheduleAsync(string dropId, DateTimeOffset startsAt, CancellationToken cancellation)
    {
        var drop = await SendAsync(HttpMethod.Patch, $"/api/v1/drops/{dropId}", new { startsAt = Iso(startsAt) }, "Setting the opening", cancellation);
        return drop.GetProperty("version").GetInt64();
    }

    /// <summary>Gives the drop its line.</summary>
    public async Task OpenLineAsync(string dropId, Scenario scenario, DateTimeOffset closesAt, CancellationToken cancellation) =>
        await SendAsync(HttpMethod.Put, $"/api/v1/drops/{dropId}/line", new
        {
            mode = scenario.Line == LineMode.Draw ? "draw" : "queue",
            waitlist = false,
            closesAt = Iso(closesAt),
            reviewMinutes = scenario.Line == LineMode.Draw ? 0 : (int?)null,
            claimSeconds = scenario.ClaimSeconds,
        }, "Opening the line", cancellation);

    /// <summary>The line as everybody sees it.</summary>
    public Task<JsonElement> ReadLineAsync(string dropId, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, $"/api/v1/drops/{dropId}/line", null, "Reading the line", cancellation);

    /// <summary>Where a customer stands.</summary>
    /// <returns>Null: not in the line, as who came when it was closed.</returns>
    public async Task<JsonElement?> ReadStandingAsync(string dropId, Minted customer, CancellationToken cancellation)
    {
        var standing = await SendAsync(
            HttpMethod.Get, $"/api/v1/drops/{dropId}/line/me", null, "Reading a place", cancellation, Encoding.ASCII.GetString(customer.Token), isNothing: HttpStatusCode.NotFound);
        return standing.ValueKind == JsonValueKind.Undefined ? null : standing;
    }

    public async Task EndAsync(string dropId, CancellationToken cancellation) =>
        await SendAsync(HttpMethod.Post, $"/api/v1/drops/{dropId}/end", null, "Ending the drop", cancellation);

    public async Task<StockReading> ReadStockAsync(string dropId, CancellationToken cancellation) =>
        StockReading.Read(await SendAsync(HttpMethod.Get, $"/api/v1/drops/{dropId}", null, "Reading the drop", cancellation));

    public async Task<Verification> VerifyAsync(string dropId, CancellationToken cancellation)
    {
        var answer = await SendAsync(HttpMethod.Get, $"/api/v1/drops/{dropId}/verification", null, "The target's own verification", cancellation);
        return new Verification(answer.GetProperty("consistent").GetBoolean(), [.. answer.GetProperty("findings").EnumerateArray().Select(finding => finding.ToString())]);
    }

    /// <summary>The whole ledger, page by page, in order of version.</summary>
    public async Task<LedgerEntry[]> ReadLedgerAsync(string dropId, CancellationToken cancellation)
    {
        var entries = new List<LedgerEntry>();
        var after = "0";
        while (true)
        {
            var page = await SendAsync(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/api/v1/drops/{dropId}/movements?after={after}&limit={LedgerPage}"),
                null, "Reading the ledger", cancellation);
            entries.AddRange(page.GetProperty("items").EnumerateArray().Select(LedgerEntry.Read));
            if (!page.TryGetProperty("next", out var next) || next.ValueKind == JsonValueKind.Null)
                return [.. entries];
            after = Uri.EscapeDataString(next.ToString());
        }
    }

    /// <summary>How the target takes money: by <c>test</c> no money moves.</summary>
    public async Task<string> ReadProviderAsync(CancellationToken cancellation) =>
        Text(await SendAsync(HttpMethod.Get, "/api/v1/payments/config", null, "Asking how the target takes money", cancellation), "provider");

    /// <summary>The drop's payments, as the shop has them.</summary>
    public async Task<ShopPayment[]> ReadPaymentsAsync(string dropId, CancellationToken cancellation)
    {
        var payments = new List<ShopPayment>();
        for (var cursor = ""; ;)
        {
            var page = await SendAsync(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/api/v1/operations/payments?dropId={dropId}&limit={PaymentsPage}{cursor}"),
                null, "Reading the payments", cancellation);
            payments.AddRange(page.GetProperty("items").EnumerateArray().Select(ShopPayment.Read));
            if (!page.TryGetProperty("next", out var next) || next.ValueKind == JsonValueKind.Null)
                return [.. payments];
            cursor = "&cursor=" + Uri.EscapeDataString(next.ToString());
        }
    }

    /// <summary>The test provider's own books, of all that it was ever asked for.</summary>
    public async Task<ProviderEntry[]> ReadProvidersBooksAsync(CancellationToken cancellation)
    {
        var books = await SendAsync(HttpMethod.Get, "/api/v1/operations/payments/test/ledger", null, "Reading the provider's books", cancellation);
        return [.. books.GetProperty("items").EnumerateArray().Select(ProviderEntry.Read)];
    }

    public void Dispose() => client.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, string what, CancellationToken cancellation, string? token = null, HttpStatusCode? isNothing = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: WithoutNulls) };
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await client.SendAsync(request, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            if (response.StatusCode == isNothing)
                return default;
            if (!response.IsSuccessStatusCode)
                throw new TargetException($"{what}: {(int)response.StatusCode} {Shorten(text)}");
            return response.StatusCode == HttpStatusCode.NoContent || text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (HttpRequestException unreachable)
        {
            throw new TargetException($"{what}: {unreachable.Message}");
        }
        catch (JsonException malformed)
        {
            throw new TargetException($"{what}: the answer is not JSON: {malformed.Message}");
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.GetString() is { } text ? text : throw new TargetException($"The target's answer has no '{name}'.");

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Shorten(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
