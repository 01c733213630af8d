using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>One server on a database of its own, for all tests of a class, and the people who come to it.</summary>
public sealed class Shop(Chromium chromium) : IAsyncLifetime
{
    private readonly HttpClient operators = new();
    private TestDatabase database = null!;
    private ServerProcess? server;

    /// <summary>Of the server, beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateMigratedAsync();
        await StartAsync();
        using var answer = await operators.PostAsJsonAsync(new Uri(Address, "/api/v1/accounts/sign-in"),
            new { email = ServerProcess.OperatorEmail, password = ServerProcess.OperatorPassword });
        var token = (await ReadAsync(answer))["accessToken"]!.GetValue<string>();
        operators.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>Where it was before, if it was.</summary>
    public async Task StartAsync()
    {
        var settings = ServerProcess.On(database.ConnectionString);
        settings["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority);
        foreach (var (name, value) in Settings)
            settings[name] = value;
        (server, Address) = await ServerProcess.StartAsync(settings);
    }

    /// <summary>What no page can bring about.</summary>
    public async Task ForgeAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    /// <summary>With no word to anybody: the hardest way to lose a server.</summary>
    public async Task CrashAsync()
    {
        await server!.DisposeAsync();
        server = null;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        operators.Dispose();
        if (server is not null)
            await server.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>As an operator's script would: the tests of the console press its buttons instead.</summary>
    /// <param name="startsIn">Null: open as soon as it is published.</param>
    /// <param name="line">The rules of its line, set before it is published. Null: it has none.</param>
    public async Task<Drop> OfferAsync(
        string name, int holdSeconds = 120, TimeSpan? startsIn = null, bool draft = false, int limit = 1, bool isPaid = false, object? line = null, params (string Label, int Total)[] sizes)
    {
        var body = new
        {
            name,
            description = "Made for this test, and for nobody else.",
            imageUrl = "/pictures/runner-shoe.svg",
            price = new { amountMinor = 19_900, currency = "USD" },
            startsAt = startsIn is { } wait ? DateTimeOffset.UtcNow + wait : (DateTimeOffset?)null,
            holdSeconds,
            limitPerCustomer = limit,
            variants = sizes.Select(size => new { label = size.Label, total = size.Total }),
            draft = draft || line is not null,
            payment = isPaid ? "required" : "none",
        };
        using var answer = await operators.PostAsJsonAsync(new Uri(Address, "/api/v1/drops"), body);
        var drop = await ReadAsync(answer);
        if (line is not null)
        {
            var address = new Uri(Address, $"/api/v1/drops/{drop["id"]!.GetValue<string>()}");
            using var set = await operators.PutAsJsonAsync(new Uri($"{address}/line"), line);
            await ReadAsync(set);
            using var published = await operators.PostAsync(new Uri($"{address}/publish"), null);
            await ReadAsync(published);
        }

        return new(name, drop["id"]!.GetValue<string>(), drop["slug"]!.GetValue<string>(),
            [.. drop["variants"]!.AsArray().Select(variant => variant!["id"]!.GetValue<string>())]);
    }

    public async Task EndAsync(Drop drop)
    {
        using var answer = await operators.PostAsync(new Uri(Address, $"/api/v1/drops/{drop.Id}/end"), null);
        answer.EnsureSuccessStatusCode();
    }

    public async Task ChangeAsync(Drop drop, object change)
    {
        using var answer = await operators.PatchAsJsonAsync(new Uri(Address, $"/api/v1/drops/{drop.Id}"), change);
        await ReadAsync(answer);
    }

    /// <summary>Takes every hold of the drop away from its customer.</summary>
    public async Task ReleaseAllAsync(Drop drop)
    {
        using var listed = await operators.GetAsync(new Uri(Address, $"/api/v1/drops/{drop.Id}/holds"));
        foreach (var hold in (await ReadAsync(listed))["items"]!.AsArray())
        {
            using var answer = await operators.PostAsync(
                new Uri(Address, $"/api/v1/drops/{drop.Id}/holds/{hold!["id"]!.GetValue<string>()}/release"), null);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Somebody with a device of their own.</summary>
    internal Task<Visitor> VisitAsync(BrowserNewContextOptions? device = null) => Visitor.ArriveAsync(chromium.Browser, Address, device ?? new());

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }
}

public sealed record Drop(string Name, string Id, string Slug, IReadOnlyList<string> VariantIds)
{
    public string Path => $"/drops/{Slug}";
}
