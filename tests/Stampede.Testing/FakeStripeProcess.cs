using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Stampede.Testing;

/// <param name="AuthorizedMinor">Kept back at a bank, and neither captured nor released yet.</param>
public sealed record StripeBooks(long AuthorizedMinor, long CapturedMinor, long RefundedMinor, IReadOnlyList<StripeBooks.Intent> Intents)
{
    public sealed record Intent(
        string Id,
        string? Payment,
        string? Drop,
        string? Reservation,
        string Status,
        string Currency,
        long AmountMinor,
        long CapturedMinor,
        long RefundedMinor,
        int Refunds,
        DateTimeOffset? AuthorizedAt);
}

/// <param name="Taken">How often the shop answered it by 2xx.</param>
public sealed record StripeSentEvent(string Id, string Type, int Attempts, int Taken, string Body);

/// <summary>The fake Stripe (tests/Stampede.FakeStripe) in a process of its own, and what goes wrong with it.</summary>
public sealed class FakeStripeProcess : IAsyncDisposable
{
    public const string SecretKey = "sk_test_fake";
    public const string PublishableKey = "pk_test_fake";
    public const string WebhookSecret = "whsec_fake";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process process;
    private readonly HttpClient admin;

    private FakeStripeProcess(Process process, Uri api, Uri admin)
    {
        this.process = process;
        this.admin = new HttpClient { BaseAddress = admin };
        Api = api;
    }

    /// <summary>For <c>Stampede__Payments__Stripe__ApiBase</c>.</summary>
    public Uri Api { get; }

    /// <param name="slowSeconds">How long the slow card is not answered.</param>
    public static async Task<FakeStripeProcess> StartAsync(int slowSeconds = 20)
    {
        // It ends when its input does: by us, or by the kernel when this process is gone.
        string[] line = [Built(), "--until-input-ends", "--slow-seconds", $"{slowSeconds}", "--secret-key", SecretKey];
        var process = Process.Start(new ProcessStartInfo("dotnet", line)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        try
        {
            return new FakeStripeProcess(process, await AddressAsync("api "), await AddressAsync("admin "));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }

        async Task<Uri> AddressAsync(string name) =>
            await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } said && said.StartsWith(name, StringComparison.Ordinal)
                ? new Uri(said[name.Length..])
                : throw new InvalidOperationException("The fake Stripe does not start.");
    }

    /// <summary>A browser's token for a card. Each can be used once.</summary>
    /// <param name="kind">succeeds, declined, poor (insufficient funds), outdated, challenge, slow, processing.</param>
    public static string Token(string kind) => $"ctoken_{kind}_{Guid.NewGuid():N}";

    /// <param name="call">create, confirm, capture, cancel, refund, read, list; null: any.</param>
    /// <param name="kind">delay, failBefore, failAfter, cutAfter, tooMany; holdBefore, holdAfter: until the faults are taken away.</param>
    /// <param name="share">Of the calls, by chance.</param>
    public Task FaultAsync(string? call, string kind, int times = 1, double share = 1, double seconds = 0) =>
        PostAsync("/faults", new { call, kind, times, share, seconds });

    /// <summary>Waits until so many calls are held, or more.</summary>
    public Task HoldsAsync(int calls) => Until.TrueAsync(
        $"{calls} calls are held", async () => (await admin.GetFromJsonAsync<Dictionary<string, int>>("/held", Json))!["calls"] >= calls);

    public async Task NoFaultsAsync() => (await admin.DeleteAsync("/faults")).EnsureSuccessStatusCode();

    /// <param name="mode">deliver, duplicate (each ten times at once), reorder, lose, hold (until the mode is another).</param>
    public Task EventsAsync(string mode) => PostAsync("/events", new { mode });

    public async Task<IReadOnlyList<StripeSentEvent>> SentEventsAsync() => (await admin.GetFromJsonAsync<StripeSentEvent[]>("/events", Json))!;

    /// <summary>Where events go from now on, signed by each of the secrets.</summary>
    public Task WebhookAsync(Uri url, params string[] secrets) => PostAsync("/webhook", new { url, secrets });

    /// <summary>No event is raised from now on.</summary>
    public async Task NoWebhookAsync() => (await admin.DeleteAsync("/webhook")).EnsureSuccessStatusCode();

    /// <returns>False: the intent is not at a challenge.</returns>
    public Task<bool> ChallengeAsync(string intent, bool passes) => TryAsync($"/challenges/{intent}", new { passes });

    /// <summary>As after seven days: the bank no longer keeps the money back.</summary>
    public Task<bool> ExpireAsync(string intent) => TryAsync($"/expiries/{intent}", new { });

    /// <summary>The customer's bank asks for the money back.</summary>
    public Task<bool> DisputeAsync(string intent) => TryAsync($"/disputes/{intent}", new { });

    public async Task<StripeBooks> BooksAsync() => (await admin.GetFromJsonAsync<StripeBooks>("/books", Json))!;

    /// <summary>How often a call was made, whatever came of it.</summary>
    public async Task<int> CallsAsync(string call) => (await admin.GetFromJsonAsync<Dictionary<string, int>>("/calls", Json))![call];

    /// <summary>As by a power cut.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        admin.Dispose();
    }

    private async Task PostAsync<T>(string path, T body) => (await admin.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode();

    private async Task<bool> TryAsync<T>(string path, T body)
    {
        using var answer = await admin.PostAsJsonAsync(path, body);
        return answer.StatusCode == HttpStatusCode.Conflict ? false : answer.EnsureSuccessStatusCode().IsSuccessStatusCode;
    }

    /// <summary>Beside the tests' own output: tests/X/bin/CONFIGURATION/FRAMEWORK.</summary>
    private static string Built()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var tests = here.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(tests.FullName, "Stampede.FakeStripe", "bin", here.Parent.Name, here.Name, "Stampede.FakeStripe.dll");
    }
}
