using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;
using Stampede.Rehearsal.Wire;

namespace Stampede.Bench;

/// <summary>One new server with customers, and what the figures need of it.</summary>
internal sealed class Bed : IAsyncDisposable
{
    private const int CustomerCount = 1_000;
    public const int Connections = 256;

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string tokensFile;
    private readonly BenchOptions options;
    private readonly int postmaster;
    private int drops;

    private Bed(BenchOptions options, ThrowAwayServer server, OperatorApi api, Minted[] customers, string folder)
    {
        (this.options, Server, Operator, Customers) = (options, server, api, customers);
        Wrk = new Wrk(options.WrkScript, folder);
        Folder = folder;
        tokensFile = Path.Combine(folder, "tokens.txt");
        File.WriteAllLines(tokensFile, customers.Select(customer => Encoding.ASCII.GetString(customer.Token)));
        client.BaseAddress = server.Address;
        postmaster = int.Parse(PostmasterLines()[0], CultureInfo.InvariantCulture);
    }

    public ThrowAwayServer Server { get; }

    public OperatorApi Operator { get; }

    public Minted[] Customers { get; }

    public Wrk Wrk { get; }

    public string Folder { get; }

    public double Seconds => options.Seconds;

    /// <summary>Bytes that the server has allocated since its start, as its probe last wrote.</summary>
    public long AllocatedBytes => long.Parse(File.ReadAllText(Path.Combine(Folder, "probe.txt")), CultureInfo.InvariantCulture);

    /// <param name="more">Settings of the server beside the usual ones.</param>
    /// <param name="warm">False where the server's memory is measured: the warm-up leaves some 400,000 holds in it.</param>
    public static async Task<Bed> MakeAsync(BenchOptions options, string? data = null, bool warm = true, IReadOnlyDictionary<string, string>? more = null)
    {
        var folder = Directory.CreateTempSubdirectory("stampede-bench-").FullName;
        var settings = new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = options.Probe, ["STAMPEDE_PROBE_FILE"] = Path.Combine(folder, "probe.txt") };
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
            settings[name] = value;
        var server = await ThrowAwayServer.StartAsync(options.Server, data, options.OperatorPassword, settings, CancellationToken.None);
        var api = new OperatorApi(server.Address);
        await api.SignInAsync(ThrowAwayServer.OperatorEmail, server.OperatorPassword, CancellationToken.None);
        var customers = await api.MintAsync(CustomerCount, "bench-", CancellationToken.None);
        var bed = new Bed(options, server, api, customers, folder);
        await bed.SignInClientAsync();
        if (warm)
            await bed.WarmAsync();
        return bed;
    }

    public async Task<WrkResult> LoadAsync(IEnumerable<PlannedCall> calls, double? seconds = null, int connections = Connections, bool once = false, bool keyed = false)
    {
        var before = ProcessorTime.Read(Server.ProcessId, postmaster);
        var load = await Wrk.RunAsync(Server.Address, tokensFile, calls, connections, seconds ?? Seconds, once, keyed);
        return load with { Cost = (ProcessorTime.Read(Server.ProcessId, postmaster) - before) / Math.Max(1, load.Requests) };
    }

    public Task<WrkResult> LoadOtherAsync(Uri other, IEnumerable<PlannedCall> calls, int connections) => Wrk.RunAsync(other, tokensFile, calls, connections, Seconds);

    /// <summary>The base of most figures: a signed-in request that is answered from its token alone, without the database.</summary>
    public Task<WrkResult> NothingAsync() => LoadAsync(Nothing);

    private static IEnumerable<PlannedCall> Nothing => Enumerable.Range(1, CustomerCount).Select(token => new PlannedCall("GET", "/api/v1/me", token));

    /// <summary>Each call reserves one unit, the customers in turn.</summary>
    public static IEnumerable<PlannedCall> Reservations(params IReadOnlyList<RehearsedDrop> of) => Enumerable.Range(0, Math.Max(CustomerCount, of.Count)).Select(i =>
        new PlannedCall("POST", $"/api/v1/drops/{of[i % of.Count].Id}/reservations", (i % CustomerCount) + 1, $$"""{"variantId":"{{of[i % of.Count].VariantIds[0]}}","quantity":1}"""));

    public Task<RehearsedDrop> DropAsync(int stock = 10_000_000, int holdSeconds = 3600, int limit = 1_000_000, bool isPaidFor = false) =>
        // It opened a second ago, so that it is live from the first request.
        Operator.CreateDropAsync(
            new Scenario { Stock = stock, HoldSeconds = holdSeconds, LimitPerCustomer = limit, PaymentRequired = isPaidFor },
            string.Create(CultureInfo.InvariantCulture, $"Bench {++drops}"), DateTimeOffset.UtcNow.AddSeconds(-1), CancellationToken.None);

    /// <summary>A drop that opens tomorrow, with a queue that anybody may join.</summary>
    public async Task<RehearsedDrop> LineAsync()
    {
        var drop = await Operator.CreateDropAsync(
            new Scenario { Stock = 500, HoldSeconds = 60, LimitPerCustomer = 1 },
            string.Create(CultureInfo.InvariantCulture, $"Line {++drops}"), DateTimeOffset.UtcNow.AddDays(1), CancellationToken.None);
        await CallAsync(HttpMethod.Put, $"/api/v1/drops/{drop.Id}/line", new { mode = "queue" });
        return drop;
    }

    /// <summary>A drop with a queue that closes and is served in so many seconds; who comes later is served behind.</summary>
    public async Task<RehearsedDrop> ServedLineAsync(double inSeconds)
    {
        var opensAt = DateTimeOffset.UtcNow.AddSeconds(inSeconds);
        var drop = await Operator.CreateDropAsync(
            new Scenario { Stock = 1_000_000, HoldSeconds = 3600, LimitPerCustomer = 1 }, string.Create(CultureInfo.InvariantCulture, $"Served {++drops}"), opensAt, CancellationToken.None);
        await CallAsync(HttpMethod.Put, $"/api/v1/drops/{drop.Id}/line", new { mode = "queue", waitlist = true, closesAt = opensAt.AddMilliseconds(-100), claimSeconds = 300 });
        return drop;
    }

    public async Task<IReadOnlyList<RehearsedDrop>> DropsAsync(int count)
    {
        var made = new List<RehearsedDrop>(count);
        while (made.Count < count)
            made.Add(await DropAsync());
        return made;
    }

    /// <summary>Makes reservations as fast as possible. Returns each with the line of its customer's token.</summary>
    public async Task<IReadOnlyList<(string Id, int Token)>> HoldAsync(RehearsedDrop drop, int count)
    {
        var visits = Enumerable.Range(0, count).Select(i => new Visit(0, 0, i % CustomerCount, false, 0, Intent.LetLapse, 0, 0)).ToArray();
        var scenario = new Scenario { Customers = CustomerCount, Connections = Connections, DurationSeconds = 7200, IdempotencyKeys = false };
        var clock = new RunClock(TimeSpan.Zero);
        clock.OpensAt(DateTimeOffset.UtcNow);
        var dialer = await Dialer.ToAsync(Server.Address, CancellationToken.None);
        using var engine = new CrowdEngine(
            scenario, new CrowdPlan(visits, new bool[CustomerCount]), clock, [.. Customers.Select(customer => customer.Token)], dialer,
            new RequestBytes(dialer.Host, drop.Id, [.. drop.VariantIds], 1, null));
        await engine.ConnectAsync(CancellationToken.None);
        await engine.PlayAsync(CancellationToken.None);
        return engine.Log.Grants.Count == count
            ? [.. engine.Log.Grants.Select(grant => (grant.Id, grant.Shopper + 1))]
            : throw new InvalidOperationException($"{engine.Log.Grants.Count} of {count} reservations were granted.");
    }

    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null, int customer = -1)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (customer >= 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Encoding.ASCII.GetString(Customers[customer].Token));
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text.Length == 0 ? "null" : text) : throw new InvalidOperationException($"{path}: {text}");
    }

    /// <summary>The server's own PostgreSQL: to read from it, never to write.</summary>
    public string DatabaseConnectionString() => $"Host={PostmasterLines()[4]};Username=stampede;Database=stampede;Pooling=false";

    public async Task<T> AskDatabaseAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(DatabaseConnectionString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Does what autovacuum and the checkpointer do within minutes: a real past is older than ours.</summary>
    public async Task TidyAsync()
    {
        await using var connection = new NpgsqlConnection(DatabaseConnectionString());
        await connection.OpenAsync();
        foreach (var sql in new[] { "vacuum (analyze)", "checkpoint" })
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        Operator.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private string[] PostmasterLines() =>
        File.ReadAllLines(Directory.EnumerateFiles(Server.DataDirectory, "postmaster.pid", SearchOption.AllDirectories).Single());

    private async Task SignInClientAsync()
    {
        var token = await CallAsync(HttpMethod.Post, "/api/v1/accounts/sign-in", new { email = ThrowAwayServer.OperatorEmail, password = Server.OperatorPassword });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
    }

    /// <summary>.NET compiles hot code twice, so figures are taken after that. Counts requests, not seconds: a busy machine has slow seconds.</summary>
    private async Task WarmAsync()
    {
        var drop = await DropAsync();
        foreach (var calls in (IEnumerable<PlannedCall>[])[Reservations(drop), Nothing])
        {
            long requests = 0;
            for (var tries = 0; requests < options.WarmRequests && tries < 20; tries++)
                requests += (await LoadAsync(calls, 3)).Requests;
        }
    }
}
