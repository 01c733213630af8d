using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Stampede.Faults.Tests.Histories;
using Stampede.Faults.Tests.Reports;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Ground;

/// <summary>What a fault is played with.</summary>
internal sealed record Props
{
    public int Nodes { get; init; } = 2;

    public int HoldSeconds { get; init; } = 2;

    public int LimitPerCustomer { get; init; } = 4;

    public int Customers { get; init; } = 2_000;

    /// <summary>Of the first size and of the second.</summary>
    public (int Scarce, int Plenty) Stock { get; init; } = (40, 1_000_000);

    /// <summary>The two, and as many more of one unit each as make this number.</summary>
    public int Sizes { get; init; } = 2;

    public int Workers { get; init; } = 12;

    public int WatchersPerNode { get; init; } = 1;

    /// <summary>Null: one that is shared with other scenes that leave PostgreSQL in peace.</summary>
    public OwnCluster? Cluster { get; init; }

    /// <summary>What a node is given in place of the database's own connection string, by the node's number from 0.</summary>
    public Func<int, string, string> Through { get; init; } = (_, connectionString) => connectionString;

    public Func<int, NetworkHost?> Host { get; init; } = _ => null;

    /// <summary>More of a node's environment, by its number.</summary>
    public Func<int, IEnumerable<(string Name, string Value)>> Settings { get; init; } = _ => [];

    /// <summary>How long a customer waits for an answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Whether a connection to a node may break or go silent.</summary>
    public bool MayBreak { get; init; }

    /// <summary>Whether nobody may take a connection.</summary>
    public bool MayBeAway { get; init; }
}

/// <summary>Nodes, a database, a drop, a crowd and watchers; a fault, again and again; and then the judgement.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const int AcknowledgedBetween = 20;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    // The short form runs beside others, wherever it may be: its bounds leave room for a machine that is busy with them.
    private static readonly TimeSpan RecoveryMax = Form.Seconds(20, 10);
    private static readonly Lazy<Task<OwnCluster>> Shared = new(() => OwnCluster.StartAsync());

    private readonly Report report;
    private readonly Fault fault;
    private readonly Props props;
    private readonly OwnCluster cluster;
    private readonly string database = $"fault_{Guid.CreateVersion7():n}";
    private readonly List<Outage> outages = [];
    private readonly List<TimeSpan> recoveries = [];
    private readonly List<LiveWatcher> watchers = [];
    private Load? load;

    private Scene(Report report, Fault fault, Props props, OwnCluster cluster)
    {
        (this.report, this.fault, this.props, this.cluster) = (report, fault, props, cluster);
        ConnectionString = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = database }.ConnectionString;
    }

    public Recorder Recorder { get; } = new();

    public List<Node> Nodes { get; } = [];

    public Guid Drop { get; private set; }

    /// <summary>The scarce one, and the other.</summary>
    public IReadOnlyList<Guid> Variants { get; private set; } = [];

    public IReadOnlyList<Customer> Customers { get; private set; } = [];

    public Counter Counter { get; private set; } = null!;

    public Load Load => load!;

    /// <summary>Straight to the database, past all that is put in the nodes' way.</summary>
    public string ConnectionString { get; }

    /// <summary>What else was measured.</summary>
    public List<string> Remarks { get; } = [];

    public static async Task<Scene> StartAsync(Report report, Fault fault, Props props)
    {
        var scene = new Scene(report, fault, props, props.Cluster ?? await Shared.Value);
        try
        {
            await scene.OpenAsync();
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }

        return scene;
    }

    /// <summary>With the crowd in it.</summary>
    public static async Task<Scene> StartBusyAsync(Report report, Fault fault, Props props)
    {
        var scene = await StartAsync(report, fault, props);
        scene.load!.Start(props.Workers);
        return scene;
    }

    public Task<T> AskAsync<T>(string sql) => OwnCluster.AskAsync<T>(ConnectionString, sql);

    /// <summary>The crowd at work; the fault, from beginning to end; and the crowd at work again.</summary>
    public async Task RoundAsync(Func<Task> inject)
    {
        await load!.UntilSteadyAsync(AcknowledgedBetween, Quiet);
        var from = DateTimeOffset.UtcNow;
        await inject();
        var (to, healed) = (DateTimeOffset.UtcNow, Recorder.Now);
        await load.UntilSteadyAsync(AcknowledgedBetween, Quiet);
        recoveries.Add(Recovery(healed));
        outages.Add(new Outage(from, to + recoveries[^1])); // PostgreSQL's own recovery is in it: nothing lapses without a database.
        recoveries[^1].ShouldBeLessThan(RecoveryMax, "H: it is back by itself within seconds");
    }

    /// <summary>For a fault that lasts all the time.</summary>
    public Task SteadyAsync(int acknowledgedByEach) => load!.UntilSteadyAsync(acknowledgedByEach, TimeSpan.Zero);

    /// <summary>The crowd goes; every wish is brought to its answer; holds lapse, watchers converge; then all of it is judged.</summary>
    /// <param name="runs">Null: as many as there were rounds.</param>
    public async Task<History> FinishAsync(int? runs = null, Func<History, History>? adapt = null)
    {
        await load!.StopAsync();
        await load.ResolveAsync();
        await Until.TrueAsync("nothing is held any more", async () => await AskAsync<long>("select count(*) from reservation where status = 'active'") == 0);
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        var books = await Books.ReadAsync(source, Drop);
        foreach (var watcher in watchers)
            await Until.TrueAsync($"watcher {watcher.Number} converges to {books.Version}; it is at {Recorder.SeenBy(watcher.Number)}", () => Recorder.SeenBy(watcher.Number) >= books.Version);

        var history = new History
        {
            Opening = Variants.Select((variant, size) => (variant, size)).ToDictionary(pair => pair.variant, pair => Opening(pair.size)),
            LimitPerCustomer = props.LimitPerCustomer,
            Operations = Recorder.Operations,
            Sightings = Recorder.Sightings,
            Books = books,
            Outages = outages,
            AnswerTimeMax = Form.Seconds(20, 12),
            LapseTimeMax = Form.Seconds(3, 1),
            LapseTimeAfterOutageMax = Form.Seconds(8, 5),
            MayBreak = props.MayBreak,
            MayBeAway = props.MayBeAway,
        };
        Judge(adapt is null ? history : adapt(history), runs ?? recoveries.Count);
        return history;
    }

    public static async Task<HttpClient> OperatorAsync(Node node)
    {
        var client = node.NewClient();
        using var answer = await client.PostAsJsonAsync("/api/v1/accounts/sign-in", new { email = ServerProcess.OperatorEmail, password = ServerProcess.OperatorPassword });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await ReadAsync(answer)).GetProperty("accessToken").GetString());
        return client;
    }

    public LiveWatcher Watch(Node node)
    {
        var watcher = new LiveWatcher(watchers.Count, Recorder, node, Drop);
        watchers.Add(watcher);
        return watcher;
    }

    public async ValueTask DisposeAsync()
    {
        if (load is not null)
            await load.DisposeAsync();
        foreach (var watcher in watchers)
            await watcher.DisposeAsync();
        foreach (var node in Nodes)
            await node.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        await cluster.AskAsync<object>($"create database {database}");
        for (var i = 0; i < props.Nodes; i++)
        {
            var settings = ServerProcess.On(props.Through(i, ConnectionString));
            settings["Stampede__Rehearsals"] = "true";
            settings["Stampede__Reservations__CooldownSeconds"] = "0"; // The faster the machine, the more holds a customer leaves unbought.
            foreach (var (name, value) in props.Settings(i))
                settings[name] = value;
            Nodes.Add(new Node(i, settings, props.Host(i)));
        }

        await Task.WhenAll(Nodes.Select(node => node.StartAsync()));
        using var shopkeeper = await OperatorAsync(Nodes[0]);
        var minted = await PostAsync(shopkeeper, "/api/v1/rehearsal/customers", new { count = props.Customers, prefix = "guest" });
        Customers = [.. minted.GetProperty("items").EnumerateArray().Select(item => new Customer(item.GetProperty("id").GetGuid(), item.GetProperty("accessToken").GetString()!))];
        var drop = await PostAsync(shopkeeper, "/api/v1/drops", new
        {
            name = $"Fault {fault.Number}",
            price = new { amountMinor = 19_900, currency = "USD" },
            holdSeconds = props.HoldSeconds,
            limitPerCustomer = props.LimitPerCustomer,
            variants = Enumerable.Range(0, props.Sizes).Select(size => new { label = $"Size {size}", total = Opening(size) }),
        });
        Drop = drop.GetProperty("id").GetGuid();
        Variants = [.. drop.GetProperty("variants").EnumerateArray().Select(variant => variant.GetProperty("id").GetGuid())];
        Counter = new Counter(Recorder, Drop, props.Patience);
        load = new Load(Recorder, Counter, Nodes, Customers, Variants, props.LimitPerCustomer);
        foreach (var node in Nodes)
        {
            for (var i = 0; i < props.WatchersPerNode; i++)
                Watch(node);
        }
    }

    private int Opening(int size) => size switch
    {
        0 => props.Stock.Scarce,
        1 => props.Stock.Plenty,
        _ => 1,
    };

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return await ReadAsync(answer);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>From the end of the fault until all nodes have acknowledged something, and nobody is put off any more.</summary>
    private TimeSpan Recovery(TimeSpan healed)
    {
        var since = Recorder.Operations.Where(operation => operation.CompletedAt > healed).ToList();
        var firsts = since.Where(operation => operation.Outcome == Outcome.Ok).GroupBy(operation => operation.Node).Select(done => done.Min(operation => operation.CompletedAt));
        return firsts.Concat(since.Where(Recorder.IsTrouble).Select(operation => operation.CompletedAt)).Max() - healed;
    }

    private void Judge(History history, int runs)
    {
        var findings = Checker.Check(history);
        var lapses = history.Books.Movements.Where(movement => movement.Kind == "expired")
            .Join(history.Books.Reservations, movement => movement.ReservationId, reservation => reservation.Id.ToString(), (movement, reservation) => movement.At - reservation.ExpiresAt).ToList();
        if (lapses.Count > 0)
            Remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{lapses.Count} holds lapsed, the latest {lapses.Max().TotalSeconds:0.00} s after its time"));
        report.Add(new Row
        {
            Number = fault.Number,
            Fault = fault.Name,
            Injection = fault.Injection,
            Promises = fault.Promises,
            Runs = runs,
            Requests = history.Operations.Count,
            Acknowledged = history.Operations.Count(operation => operation.Outcome == Outcome.Ok),
            PutOff = history.Operations.Count(operation => operation.Status == 503),
            Unanswered = history.Operations.Count(operation => operation.Status == 0),
            SlowestAnswerSeconds = Math.Round(history.Operations.Max(operation => operation.Took).TotalSeconds, 2),
            Violations = findings.Count,
            RecoverySeconds = recoveries.Count == 0 ? null : Math.Round(recoveries.Max().TotalSeconds, 2),
            Remarks = string.Join("; ", Remarks),
        });
        findings.ShouldBeEmpty();
        history.Operations.Count(operation => operation.Outcome == Outcome.Ok).ShouldBeGreaterThan(0);
    }
}
