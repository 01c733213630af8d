using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Postgres.Migrations;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hosting;

/// <summary>The whole server behind a real Kestrel on a port of its own, with a real PostgreSQL.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    public const string OperatorEmail = ServerProcess.OperatorEmail;
    public const string OperatorPassword = ServerProcess.OperatorPassword;
    public const string Secret = "the innermost secret";

    private readonly Storage storage;
    private readonly TestDatabase? ownDatabase;

    private ServerUnderTest(WebApplication app, Storage storage, TestDatabase database, TestDatabase? ownDatabase, FirstOperator? firstOperator)
    {
        (App, this.storage, Database, this.ownDatabase, FirstOperator) = (app, storage, database, ownDatabase, firstOperator);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public WebApplication App { get; }

    public TestDatabase Database { get; }

    public FirstOperator? FirstOperator { get; }

    public Uri Address { get; }

    /// <param name="database">Null: one of its own.</param>
    public static async Task<ServerUnderTest> StartAsync(
        TestDatabase? database = null, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var own = database is null ? await TestDatabase.CreateMigratedAsync() : null;
        database ??= own!;
        await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(database.DataSource);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Stampede"] = database.ConnectionString,
            ["urls"] = "http://127.0.0.1:0",
            ["Stampede:Operator:Email"] = OperatorEmail,
            ["Stampede:Operator:Password"] = OperatorPassword,
            ["Stampede:RateLimits:Enabled"] = "false",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.ClearProviders();
        builder.Services.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 1_000); // Many passwords, little time.
        services?.Invoke(builder.Services);

        var loaded = StampedeSettings.Load(builder.Configuration);
        var storage = await Storage.OpenAsync(loaded, NullLoggerFactory.Instance, besideServer: false, CancellationToken.None);
        var app = Program.Build(builder, loaded, storage);
        MapProbes(app);
        var firstOperator = await Program.PrepareAsync(app, loaded);
        await app.StartAsync();
        return new ServerUnderTest(app, storage, database, own, firstOperator);
    }

    /// <summary>A caller without a cookie jar, such as curl.</summary>
    public Client Curl(IPAddress? from = null) => new(this, cookies: false, from);

    /// <summary>A caller that keeps cookies.</summary>
    public Client Browser() => new(this, cookies: true, from: null);

    public async Task<Client> GuestAsync(string? name = null)
    {
        var guest = Curl();
        guest.Token = (await guest.PostAsync("/api/v1/accounts/guest", new { displayName = name ?? AnyName() })).Text("accessToken");
        return guest;
    }

    public async Task<Client> OperatorAsync()
    {
        var caller = Curl();
        caller.Token = (await caller.PostAsync("/api/v1/accounts/sign-in", new { email = OperatorEmail, password = OperatorPassword })).Text("accessToken");
        return caller;
    }

    public static string AnyName() => $"n{Guid.NewGuid():n}";

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await storage.DisposeAsync();
        if (ownDatabase is not null)
            await ownDatabase.DisposeAsync();
    }

    /// <summary>What every noun's endpoints have in common, without a noun.</summary>
    private static void MapProbes(WebApplication app)
    {
        var probes = app.MapGroup("/api/v1/probe").ExcludeFromDescription();
        probes.MapPost("/act", () => Results.NoContent()).RequireAuthorization(Policies.Customer);
        probes.MapGet("/look", (Caller caller) => caller.DisplayName).RequireAuthorization(Policies.Customer);
        probes.MapGet("/anybody", (Caller? caller) => caller?.DisplayName ?? "nobody");
        probes.MapGet("/somebody", (Caller caller) => caller.DisplayName); // Forgot to ask for a sign-in.
        probes.MapPost("/operate", () => Results.NoContent()).RequireAuthorization(Policies.Operator);
        probes.MapPost("/body", (RehearsalCustomersBody body) => TypedResults.Ok(body.Count ?? 0));
        probes.MapGet("/page", (int? limit, DateTimeOffset at) => TypedResults.Ok(limit ?? 0));
        probes.MapGet("/fault", IResult () => throw new InvalidOperationException(Secret));
        probes.MapGet("/away", async Task<IResult> () =>
        {
            await using var nowhere = NpgsqlDataSource.Create("Host=/nowhere;Username=nobody;Timeout=1");
            await nowhere.OpenConnectionAsync();
            return Results.NoContent();
        });
        probes.MapGet("/unwritable", async Task<IResult> (string text, NpgsqlDataSource database) =>
        {
            await using var command = database.CreateCommand("select $1::text");
            command.Parameters.AddWithValue(text);
            await command.ExecuteNonQueryAsync();
            return Results.NoContent();
        });
    }

    /// <summary>One HTTP client, and what it is signed in with.</summary>
    public sealed class Client : IDisposable
    {
        private readonly HttpClient client;

        public Client(ServerUnderTest server, bool cookies, IPAddress? from)
        {
            var handler = new SocketsHttpHandler { UseCookies = cookies, AllowAutoRedirect = false, CookieContainer = Cookies };
            if (from is not null)
            {
                handler.ConnectCallback = async (context, cancellation) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    socket.Bind(new IPEndPoint(from, 0));
                    await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                };
            }

            client = new HttpClient(handler) { BaseAddress = server.Address };
        }

        public CookieContainer Cookies { get; } = new();

        /// <summary>Sent as a bearer token.</summary>
        public string? Token { get; set; }

        public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

        public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
            SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), headers);

        public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            if (Token is not null)
                request.Headers.Authorization = new("Bearer", Token);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var response = await client.SendAsync(request);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(),
                response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(" | ", h.Value), StringComparer.OrdinalIgnoreCase));
        }

        public void Dispose() => client.Dispose();
    }

    public sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public JsonNode Json => JsonNode.Parse(Body) ?? throw new JsonException("null");

        public string Text(string name) => Status == HttpStatusCode.OK || Status == HttpStatusCode.Created
            ? Json[name]!.GetValue<string>()
            : throw new InvalidOperationException($"{(int)Status}: {Body}");

        public string? Header(string name) => Headers.GetValueOrDefault(name);

        /// <summary>Is this problem, and one as the contract wants it.</summary>
        public JsonNode ShouldBe(int status, string code)
        {
            ((int)Status).ShouldBe(status, Body);
            Header("Content-Type").ShouldBe("application/problem+json");
            Json["code"]!.GetValue<string>().ShouldBe(code, Body);
            Json["status"]!.GetValue<int>().ShouldBe(status);
            Json["type"]!.GetValue<string>().ShouldBe($"/problems/{code}");
            Json["title"]!.GetValue<string>().ShouldNotBeEmpty();
            Json["detail"]!.GetValue<string>().ShouldNotBeEmpty();
            return Json;
        }

        public Answer ShouldBeOk()
        {
            ((int)Status).ShouldBeInRange(200, 299, Body);
            return this;
        }
    }
}

/// <summary>One server for all tests of a class.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal ServerUnderTest Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ServerUnderTest.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
