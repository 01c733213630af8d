using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Server.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

/// <summary>The whole server on a port of its own and a database of its own.</summary>
public class LiveServer : IAsyncLifetime
{
    private const string OperatorEmail = "ops@example.com";
    private const string OperatorPassword = "a password for operators";

    private readonly Dictionary<string, string?> settings = new()
    {
        ["urls"] = "http://127.0.0.1:0",
        ["Stampede:RateLimits:Enabled"] = "false",
        ["Stampede:AllowedOrigins:0"] = "https://shop.example",
        ["Stampede:Operator:Email"] = OperatorEmail,
        ["Stampede:Operator:Password"] = OperatorPassword,
        ["Stampede:Live:HeartbeatSeconds"] = "1",
        ["Stampede:Live:WriteTimeoutSeconds"] = "1",
        ["Stampede:Live:WatchesPerConnectionMax"] = "3",
        ["Stampede:Live:ConnectionsMax"] = "100",
        ["Logging:LogLevel:Default"] = "Error",
    };

    private TestDatabase? database;
    private Storage? storage;
    private WebApplication? app;
    private HttpClient? http;

    public Uri Address { get; private set; } = new("http://nowhere");

    internal IServiceProvider Services => app!.Services;

    public HttpClient Http => http!;

    public LiveServer Set(string name, string value)
    {
        settings[name] = value;
        return this;
    }

    public virtual async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateMigratedAsync();
        settings["ConnectionStrings:Stampede"] = database.ConnectionString;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        var loaded = StampedeSettings.Load(builder.Configuration);
        storage = await Storage.OpenAsync(loaded, NullLoggerFactory.Instance, besideServer: false, CancellationToken.None);
        app = Program.Build(builder, loaded, storage);
        await Program.PrepareAsync(app, loaded);
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        http = new HttpClient { BaseAddress = Address };
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        if (storage is not null)
            await storage.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<DropSnapshot> CreateDropAsync(int[] stock, int holdSeconds = 60, bool isDraft = false, int limit = 1_000_000)
    {
        var drop = new NewDrop
        {
            Id = new DropId(Guid.CreateVersion7()),
            Slug = $"drop-{Guid.NewGuid():n}",
            Name = "Air \"One\" & <Two>",
            Terms = new DropTerms { Price = new Money(19900, "USD"), HoldSeconds = holdSeconds, LimitPerCustomer = limit },
            IsDraft = isDraft,
            Variants = [.. stock.Select((units, i) => new VariantStock(new VariantId(Guid.CreateVersion7()), $"EU {40 + i}", units, 0, 0))],
        };
        (await Services.GetRequiredService<DropWrites>().TryCreateAsync(drop, byOperator: null, CancellationToken.None)).ShouldBeTrue();
        var created = await Services.GetRequiredService<DropReads>().FindAsync(drop.Id, CancellationToken.None);
        return created.ShouldNotBeNull();
    }

    internal async Task<Hold> ReserveAsync(DropSnapshot drop, CustomerId? customer = null, int variant = 0)
    {
        var reserve = new Command.Reserve(
            new ReservationId(Guid.CreateVersion7()), customer ?? new CustomerId(Guid.CreateVersion7()), drop.Variants[variant].Id, 1, null);
        return (await Services.GetRequiredService<Lanes>().SubmitAsync(drop.Id, reserve)).ShouldBeOfType<Outcome.Reserved>().Hold;
    }

    internal async Task<long> BuyAsync(DropSnapshot drop, Hold hold, string displayName = "ann")
    {
        var buy = new Command.Buy(hold.Id, new PurchaseId(Guid.CreateVersion7()), hold.Customer, displayName);
        return (await Services.GetRequiredService<Lanes>().SubmitAsync(drop.Id, buy)).ShouldBeOfType<Outcome.Purchased>().DropVersion;
    }

    internal async Task RunAsync(DropSnapshot drop, Command command) =>
        (await Services.GetRequiredService<Lanes>().SubmitAsync(drop.Id, command)).ShouldBeOfType<Outcome.Done>();

    /// <summary>A guest's token, and who they are.</summary>
    internal async Task<(string Token, CustomerId Id)> GuestAsync()
    {
        var token = await SignInAsync("guest", new { displayName = $"g{Guid.NewGuid():n}"[..20] });
        using var request = With(new HttpRequestMessage(HttpMethod.Get, "/api/v1/me"), token);
        using var answer = await Http.SendAsync(request);
        var me = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (token, new CustomerId(me.GetProperty("id").GetGuid()));
    }

    internal Task<string> OperatorAsync() => SignInAsync("sign-in", new { email = OperatorEmail, password = OperatorPassword });

    internal async Task SignOutAsync(string token)
    {
        using var request = With(new HttpRequestMessage(HttpMethod.Post, "/api/v1/accounts/sign-out"), token);
        using var answer = await Http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    internal static HttpRequestMessage With(HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private async Task<string> SignInAsync(string way, object body)
    {
        using var answer = await Http.PostAsJsonAsync($"/api/v1/accounts/{way}", body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
    }
}
