using System.Text.Json;
using Stampede.Client;
using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>One server on a database of its own, for all tests of a class, and the people who come to it.</summary>
public sealed class Shop(Chromium chromium) : IAsyncLifetime
{
    private StampedeClient operators = null!;
    private TestDatabase database = null!;
    private ServerProcess? server;

    /// <summary>Of the server, beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateMigratedAsync();
        await StartAsync();
        var anybody = new StampedeClient(Address);
        operators = anybody.As((await anybody.SignInAsync(ServerProcess.OperatorEmail, ServerProcess.OperatorPassword)).AccessToken);
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
        var drop = await operators.CreateDropAsync(new(name, new(19_900, "USD"))
        {
            Description = "Made for this test, and for nobody else.",
            ImageUrl = "/pictures/runner-shoe.svg",
            StartsAt = startsIn is { } wait ? DateTimeOffset.UtcNow + wait : null,
            HoldSeconds = holdSeconds,
            LimitPerCustomer = limit,
            Variants = [.. sizes.Select(size => new NewVariant(size.Label, size.Total))],
            Draft = draft || line is not null,
            Payment = isPaid ? "required" : "none",
        });
        if (line is not null)
        {
            await operators.CallAsync(HttpMethod.Put, $"drops/{drop.Id}/line", JsonSerializer.SerializeToNode(line, JsonSerializerOptions.Web));
            await operators.RunDropAsync(drop.Id, "publish");
        }

        return new(name, drop.Id, drop.Slug, [.. drop.Variants.Select(variant => variant.Id)]);
    }

    public Task EndAsync(Drop drop) => operators.RunDropAsync(drop.Id, "end");

    public Task ChangeAsync(Drop drop, object change) =>
        operators.ChangeDropAsync(drop.Id, JsonSerializer.SerializeToNode(change, JsonSerializerOptions.Web)!.AsObject());

    /// <summary>Takes every hold of the drop away from its customer.</summary>
    public async Task ReleaseAllAsync(Drop drop)
    {
        await foreach (var hold in operators.ListAsync($"drops/{drop.Id}/holds"))
            await operators.CallAsync(HttpMethod.Post, $"drops/{drop.Id}/holds/{hold.GetProperty("id").GetString()}/release");
    }

    /// <summary>Somebody with a device of their own.</summary>
    internal Task<Visitor> VisitAsync(BrowserNewContextOptions? device = null) => Visitor.ArriveAsync(chromium.Browser, Address, device ?? new());
}

public sealed record Drop(string Name, string Id, string Slug, IReadOnlyList<string> VariantIds)
{
    public string Path => $"/drops/{Slug}";
}
