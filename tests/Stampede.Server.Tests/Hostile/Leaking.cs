using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Stampede.Server.Tests.Hosting;
using Stampede.Server.Tests.Live;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>Who reads the log learns no secret, and who writes to the server writes no line of it.</summary>
public sealed class Leaking
{
    private const string DatabasePassword = "db-Kv7wq2TzR4";
    private const string Password = "pw-correct-horse-battery";
    private const string WrongPassword = "pw-a-slip-of-the-finger";
    private const string Email = "leaky@example.com";

    [Fact]
    public async Task A_whole_visit_at_the_most_talkative_level_leaves_no_secret_in_the_log()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var (server, address) = await ServerProcess.StartAsync(new Dictionary<string, string>(ServerProcess.On(WithPassword(database)))
        {
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore.DataProtection"] = "Trace",
            ["Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "Trace",
            ["Logging__LogLevel__Stampede.Server.Accounts.SessionScheme"] = "Trace",
            ["Logging__LogLevel__Npgsql"] = "Trace",
        });
        await using var process = server;
        List<string> secrets = [DatabasePassword, Password, WrongPassword, ServerUnderTest.OperatorPassword];
        var cookies = new CookieContainer();
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = address };

        async Task<JsonNode> PostAsync(string path, object? body, string? token = null, HttpStatusCode expected = HttpStatusCode.OK)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(expected, text);
            var json = JsonNode.Parse(text.Length == 0 ? "{}" : text)!;
            foreach (var name in new[] { "accessToken", "refreshToken" })
            {
                if (json[name]?.GetValue<string>() is { } secret)
                    secrets.Add(secret);
            }

            return json;
        }

        await PostAsync("/api/v1/accounts/register", new { email = Email, password = Password, displayName = "Carla" }, expected: HttpStatusCode.Created);
        await PostAsync("/api/v1/accounts/sign-in", new { email = Email, password = WrongPassword }, expected: HttpStatusCode.Unauthorized);
        await PostAsync("/api/v1/accounts/sign-in?useCookies=true", new { email = Email, password = Password });
        await PostAsync("/api/v1/accounts/guest?useCookies=true", new { displayName = "guest" });
        var member = await PostAsync("/api/v1/accounts/sign-in", new { email = Email, password = Password });
        var renewed = await PostAsync("/api/v1/accounts/refresh", new { refreshToken = member["refreshToken"]!.GetValue<string>() });
        var token = renewed["accessToken"]!.GetValue<string>();
        await PostAsync("/api/v1/accounts/refresh", new { refreshToken = "forged" }, expected: HttpStatusCode.Unauthorized);
        await PostAsync("/api/v1/accounts/sign-out", null, token + "x", HttpStatusCode.Unauthorized);

        var shopkeeper = (await PostAsync("/api/v1/accounts/sign-in", new { email = ServerUnderTest.OperatorEmail, password = ServerUnderTest.OperatorPassword }))["accessToken"]!.GetValue<string>();
        var drop = await PostAsync("/api/v1/drops", new { name = "Leaky", price = new { amountMinor = 1, currency = "USD" }, totalStock = 5 }, shopkeeper, HttpStatusCode.Created);
        await using (var hub = await HubClient.ConnectAsync(address, token)) // Its token is in the query: browsers have no other place.
        {
            await hub.InvokeAsync("WatchDrop", drop["id"]!.GetValue<string>());
            var hold = await PostAsync($"/api/v1/drops/{drop["id"]}/reservations", new { quantity = 1 }, token, HttpStatusCode.Created);
            await PostAsync($"/api/v1/drops/{drop["id"]}/reservations/{hold["id"]}/purchase", null, token, HttpStatusCode.Created);
        }

        await PostAsync($"/live/negotiate?negotiateVersion=1&access_token={Uri.EscapeDataString(token)}", null);
        secrets.AddRange(cookies.GetAllCookies().Select(cookie => cookie.Value));
        secrets.AddRange(cookies.GetCookies(new Uri(address, "/api/v1/accounts/")).Select(cookie => cookie.Value));
        await PostAsync("/api/v1/accounts/sign-out", null, token, HttpStatusCode.NoContent);
        var run = await process.TerminateAsync();

        var log = run.Output + run.Error;
        log.ShouldContain("dbug:"); // It was talkative.
        log.ShouldContain("trce:");
        secrets.Count.ShouldBeGreaterThan(10);
        foreach (var secret in secrets.Distinct())
        {
            // Half of it would be too much as well.
            var at = log.IndexOf(secret[..Math.Min(secret.Length, 24)], StringComparison.OrdinalIgnoreCase);
            at.ShouldBe(-1, at < 0 ? "" : $"{secret[..8]}… stands in: {log[Math.Max(0, at - 300)..Math.Min(log.Length, at + 60)]}");
        }
    }

    [Fact]
    public async Task Nor_do_traces_have_a_token()
    {
        var tags = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Npgsql" or "Stampede",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => tags.Enqueue($"{activity.DisplayName} " + string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(told => told.Tags)))),
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await ServerUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1" });
        using var guest = await server.GuestAsync();
        using var curl = server.Curl();
        await curl.PostAsync($"/live/negotiate?negotiateVersion=1&access_token={Uri.EscapeDataString(guest.Token!)}");
        (await curl.PostAsync("/api/v1/accounts/register", new { email = Email, password = Password, displayName = "x" })).ShouldBeOk();
        await curl.GetAsync("/api/v1/drops/whispered-in-the-path?whispered=in-the-query", ("User-Agent", "whispered"));
        await Until.TrueAsync(() => tags.Any(tag => tag.StartsWith("POST /live/negotiate", StringComparison.Ordinal))
            && tags.Any(tag => tag.StartsWith("GET /api/v1/drops/{dropId}", StringComparison.Ordinal)));
        foreach (var secret in new[] { guest.Token![..24], Password, "whispered", "url.path", "url.query" })
            tags.Where(tag => tag.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Information", "simple")]
    [InlineData("Trace", "json")]
    public async Task What_a_caller_sends_begins_no_line_of_the_log_and_adds_no_header(string level, string format)
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        settings["Logging__Console__FormatterName"] = format;
        settings["Logging__LogLevel__Default"] = level;
        if (level == "Trace")
            settings["Logging__LogLevel__Microsoft.AspNetCore"] = level;
        var (server, address) = await ServerProcess.StartAsync(settings);
        await using var process = server;
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
        string[] breaks = ["\r\n", "\n", "\r", "\u2028", "\u0085", "\u001b[2J", "%0d%0a", "%0a", "\\r\\n"];
        foreach (var text in breaks.Select(end => $"x{end}forged: line{end}Set-Cookie: forged=1"))
        {
            var escaped = Uri.EscapeDataString(text);
            foreach (var path in new[] { $"/api/v1/drops/{escaped}", $"/api/v1/drops?cursor={escaped}", $"/{escaped}", $"/docs/{escaped}", $"/problems/{escaped}", $"/pictures/uploaded/{escaped}", $"/live?id={escaped}" })
            {
                using var answer = await http.GetAsync(path);
                answer.Headers.Concat(answer.Content.Headers).ShouldAllBe(header => header.Key != "forged" && header.Key != "Set-Cookie");
                ((int)answer.StatusCode).ShouldBeLessThan(500, path);
            }

            foreach (var (path, body) in new (string, object)[]
            {
                ("/api/v1/accounts/guest", new { displayName = text }), ("/api/v1/accounts/sign-in", new { email = text, password = text }),
                ("/api/v1/accounts/register", new { email = $"{text}@example.com", password = text, displayName = text }), ("/api/v1/accounts/refresh", new { refreshToken = text }),
            })
            {
                using var answer = await http.PostAsJsonAsync(path, body);
                ((int)answer.StatusCode).ShouldBeInRange(200, 499, path);
                answer.Headers.Concat(answer.Content.Headers).ShouldAllBe(header => header.Key != "forged");
            }
        }

        using (var operatorAnswer = await http.PostAsJsonAsync("/api/v1/accounts/sign-in", new { email = ServerUnderTest.OperatorEmail, password = ServerUnderTest.OperatorPassword }))
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", JsonNode.Parse(await operatorAnswer.Content.ReadAsStringAsync())!["accessToken"]!.GetValue<string>());
        }

        // A drop's name becomes part of an address and of a file's name; it cannot leave them.
        using (var made = await http.PostAsJsonAsync("/api/v1/drops", new { name = "a\"; filename=\"evil.exe é/..\\", price = new { amountMinor = 1, currency = "USD" }, totalStock = 1 }))
        {
            made.StatusCode.ShouldBe(HttpStatusCode.Created);
            var slug = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["slug"]!.GetValue<string>();
            using var csv = await http.GetAsync($"/api/v1/drops/{slug}/purchases.csv");
            csv.Content.Headers.GetValues("Content-Disposition").ShouldBe([$"attachment; filename=\"{slug}-purchases.csv\""]);
            slug.ShouldMatch("^[a-z0-9-]+$");
        }

        var run = await process.TerminateAsync();
        var log = run.Output + "\n" + run.Error;
        if (level == "Information")
        {
            // At its usual level the log has nothing in it that a caller wrote.
            log.ShouldNotContain("forged");
            return;
        }

        var lines = log.Split('\n', '\r', '\u2028', '\u0085');
        lines.Count(line => line.Contains("forged", StringComparison.Ordinal)).ShouldBeGreaterThan(10); // It is in there, and stays where it belongs.
        lines.ShouldAllBe(line => !line.StartsWith("forged", StringComparison.Ordinal) && !line.StartsWith("Set-Cookie", StringComparison.Ordinal));
        log.ShouldNotContain("\u001b");
    }

    /// <summary>PostgreSQL trusts whom the socket lets in, and looks at no password; that it is sent is enough.</summary>
    private static string WithPassword(TestDatabase database) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = DatabasePassword }.ConnectionString;
}
