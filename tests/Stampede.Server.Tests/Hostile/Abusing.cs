using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Hostile;

/// <summary>Nothing a caller sends makes a 500. (Each answer is held to that and to the other conventions where it arrives.)</summary>
public sealed class Abusing(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "-0", "2147483648", "9223372036854775808", "123456789012345678901234567890", "\"\"", "\"1\"", "\" \"",
        "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u202e\"", "\"\\uffff\"", "\"👟\"", "\"=1+1\"", "\"' or 1=1; drop table drop; --\"", "\"../../etc/passwd\"",
        "[]", "[null]", "[[]]", "{}", "{\"\": null}", "{\"$type\": \"System.Object\"}", "\"2026-13-45T99:99:99Z\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"",
        "\"-1\"", "\"NaN\"", "\"\\\\\"",
    ];

    private static readonly byte[][] Bodies =
    [
        [], "null"u8.ToArray(), "[]"u8.ToArray(), "0"u8.ToArray(), "\"\""u8.ToArray(), "{"u8.ToArray(), "{}}"u8.ToArray(), "{\"a\":1,}"u8.ToArray(), "// {}"u8.ToArray(),
        [0], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D],
        [0x7B, 0x22, 0x6E, 0x61, 0x6D, 0x65, 0x22, 0x3A, 0x22, 0xFF, 0xC0, 0x80, 0x22, 0x7D], [0x22, 0xED, 0xA0, 0x80, 0x22],
        Encoding.UTF8.GetBytes(new string('[', 5_000) + new string(']', 5_000)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"variants\":[", 100)) + string.Concat(Enumerable.Repeat("]}", 100))),
        Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 4_000).Select(i => $"\"k{i}\":{i}")) + "}"),
        Encoding.UTF8.GetBytes($"{{\"name\":\"{new string('x', 60_000)}\"}}"),
        Encoding.UTF8.GetBytes($"{{\"quantity\":{new string('9', 60_000)}}}"),
    ];

    [Fact]
    public async Task Every_field_takes_every_kind_of_junk()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 5 });
        var customer = await shop.CustomerAsync();
        var create = """{"name": "x", "description": "x", "imageUrl": "/x", "price": {"amountMinor": 1, "currency": "USD"}, "startsAt": "2190-01-01T00:00:00Z", "endsAt": "2191-01-01T00:00:00Z", "holdSeconds": 60, "limitPerCustomer": 1, "variants": [{"label": "S", "total": 1}], "draft": true}""";
        (Visitor Who, HttpMethod Method, string Path, string Body)[] requests =
        [
            (shop.Operator, HttpMethod.Post, "/api/v1/drops", create),
            (shop.Operator, HttpMethod.Post, "/api/v1/drops", """{"name": "x", "price": {"amountMinor": 1, "currency": "USD"}, "totalStock": 1}"""),
            (shop.Operator, HttpMethod.Patch, (await shop.CreateDropAsync(new { draft = true })).Path, create),
            (shop.Operator, HttpMethod.Post, $"{drop.Path}/variants/{drop.Variant()}/adjustments", """{"change": 1, "reason": "x"}"""),
            (customer, HttpMethod.Post, drop.Reservations, """{"variantId": "x", "quantity": 1}"""),
            (shop.Anybody, HttpMethod.Post, "/api/v1/accounts/guest", """{"displayName": "x"}"""),
            (shop.Anybody, HttpMethod.Post, "/api/v1/accounts/register", """{"email": "x@example.com", "password": "long enough by far", "displayName": "x"}"""),
            (shop.Anybody, HttpMethod.Post, "/api/v1/accounts/sign-in", """{"email": "x@example.com", "password": "long enough by far"}"""),
            (shop.Anybody, HttpMethod.Post, "/api/v1/accounts/refresh", """{"refreshToken": "x"}"""),
        ];
        var all = from request in requests
                  from body in Mutants(request.Body)
                  select (request.Who, request.Method, request.Path, Body: body);
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, _) =>
        {
            // The name of each drop is its own, so that slugs do not run out of it.
            var content = new StringContent(request.Body, Encoding.UTF8, "application/json");
            await request.Who.SendAsync(request.Method, request.Path, content);
        });
        (await customer.GetAsync(drop.Path)).ShouldBeOk();
        await drop.ShouldBalanceAsync();
    }

    /// <summary>Each field in turn becomes each value; each comes twice; each is gone.</summary>
    private static IEnumerable<string> Mutants(string body)
    {
        var whole = JsonNode.Parse(body)!;
        foreach (var path in Paths(whole, []))
        {
            foreach (var value in Values)
                yield return Replaced(whole, path, value);
            yield return Replaced(whole, path, $"\"{new string('x', 30_000)}\"");
            yield return body.Replace($"\"{path[^1]}\":", $"\"{path[^1]}\": 1, \"{path[^1]}\":", StringComparison.Ordinal);
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] above) => node switch
    {
        JsonObject members => members.SelectMany(member => Paths(member.Value, [.. above, member.Key]).Prepend([.. above, member.Key])),
        JsonArray list => list.SelectMany((item, i) => Paths(item, [.. above, i]).Prepend([.. above, i])),
        _ => [],
    };

    private static string Replaced(JsonNode whole, object[] path, string value)
    {
        const string Place = "\"@@here@@\"";
        var copy = whole.DeepClone();
        var parent = copy;
        foreach (var step in path.SkipLast(1))
            parent = step is int at ? parent[at]! : parent[(string)step]!;
        if (path[^1] is int last)
            parent.AsArray()[last] = "@@here@@";
        else
            parent[(string)path[^1]] = "@@here@@";
        return copy.ToJsonString().Replace(Place, value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_operation_takes_every_kind_of_body()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 1_000, totalStock = 100_000 });
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer);
        (Visitor Who, HttpMethod Method, string Path)[] requests =
        [
            (shop.Operator, HttpMethod.Post, "/api/v1/drops"), (shop.Operator, HttpMethod.Patch, drop.Path), (shop.Operator, HttpMethod.Post, $"{drop.Path}/publish"),
            (shop.Operator, HttpMethod.Post, $"{drop.Path}/variants/{drop.Variant()}/adjustments"), (customer, HttpMethod.Post, drop.Reservations),
            (customer, HttpMethod.Post, $"{drop.Of(hold)}/purchase"), (customer, HttpMethod.Delete, drop.Of(hold)), (customer, HttpMethod.Get, drop.Of(hold)),
            (shop.Anybody, HttpMethod.Post, "/api/v1/accounts/guest"), (shop.Anybody, HttpMethod.Post, "/api/v1/accounts/register"),
            (shop.Anybody, HttpMethod.Post, "/api/v1/accounts/sign-in"), (shop.Anybody, HttpMethod.Post, "/api/v1/accounts/refresh"), (shop.Anybody, HttpMethod.Get, "/api/v1/drops"),
        ];
        foreach (var (who, method, path) in requests)
        {
            foreach (var body in Bodies)
            {
                foreach (var mediaType in new[] { "application/json", "application/json; charset=utf-16", "text/plain", "nonsense", "" })
                {
                    var content = new ByteArrayContent(body);
                    content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
                    await who.SendAsync(method, path, content);
                }
            }
        }

        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Every_part_of_an_address_takes_every_kind_of_junk()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        string[] junk =
        [
            "%20", "%2F", "..%2f..", "%25", "%FF", "%C3%28", "%ED%A0%80", "%F0%9F%91%9F", "-1", "0", "null", "{}", "*", "'", "\"", "%0A", "%0D%0A", "%7F", "~", "+", ";", ":", "@", "a:b",
            Guid.Empty.ToString(), Guid.NewGuid().ToString("N"), $"%7B{Guid.NewGuid()}%7D", Guid.NewGuid().ToString().ToUpperInvariant(), new string('x', 2_000),
        ];
        foreach (var part in junk)
        {
            foreach (var visitor in new[] { shop.Operator, customer, shop.Anybody })
            {
                await visitor.GetAsync($"/api/v1/drops/{part}");
                await visitor.GetAsync($"/api/v1/drops/{part}/movements");
                await visitor.GetAsync($"/api/v1/drops/{part}/purchases.csv");
                await visitor.GetAsync($"/api/v1/drops/{part}/verification");
                await visitor.PatchAsync($"/api/v1/drops/{part}", new { name = "x" });
                await visitor.PostAsync($"/api/v1/drops/{part}/publish");
                await visitor.PostAsync($"/api/v1/drops/{part}/reservations", "{}");
                await visitor.PostAsync($"/api/v1/drops/{drop.Id}/variants/{part}/adjustments", new { change = 1, reason = "x" });
                await visitor.GetAsync($"{drop.Reservations}/{part}");
                await visitor.DeleteAsync($"{drop.Reservations}/{part}");
                await visitor.PostAsync($"{drop.Reservations}/{part}/purchase");
                await visitor.GetAsync($"/api/v1/drops?status={part}&cursor={part}&limit={part}");
                await visitor.GetAsync($"/api/v1/drops?cursor={part}");
                await visitor.GetAsync($"/api/v1/drops?status={part}");
                await visitor.GetAsync($"/api/v1/me/reservations?status={part}");
                await visitor.GetAsync($"/api/v1/me/purchases?cursor={part}");
                await visitor.GetAsync($"{drop.Path}/movements?after={part}");
                await visitor.GetAsync($"/api/v1/{part}");
                await visitor.PostAsync($"/api/v1/accounts/guest?useCookies={part}", new { displayName = ServerUnderTest.AnyName() });
            }
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/api/v1/drops/x/nothing", 404, "not_found")]
    [InlineData("POST", "/api/v1/drops/x", 405, "method_not_allowed")]
    [InlineData("PUT", "/api/v1/drops", 405, "method_not_allowed")]
    [InlineData("DELETE", "/api/v1/drops", 405, "method_not_allowed")]
    [InlineData("PUT", "/api/v1/drops/x/reservations/y", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/drops/x/reservations", 405, "method_not_allowed")]
    [InlineData("NONSENSE", "/api/v1/drops", 405, "method_not_allowed")]
    [InlineData("TRACE", "/api/v1/drops", 405, "method_not_allowed")]
    [InlineData("POST", "/health/live", 405, "method_not_allowed")]
    public async Task What_does_not_exist_is_a_problem_too(string method, string path, int status, string code)
    {
        var answer = await (await shop.CustomerAsync()).SendAsync(new HttpMethod(method), path);
        answer.ShouldBe(status, code);
        if (status == 405)
            answer.Header("Allow").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("GET /api/v1/drops/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/drops/a%00b HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/drops?cursor=%00&status=%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/drops?cursor=\u00ff HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/drops/%zz HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/drops/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET * HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET http://elsewhere.example/api/v1/drops HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/drops HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/v1/drops HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET /api/v1/drops HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/drops HTTP/1.1\r\nHost: x\r\nIdempotency-Key: \0\r\n\r\n")]
    [InlineData("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: \u00ff\u00fe\r\n\r\n")]
    [InlineData("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \r\n\r\n")]
    [InlineData("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n")]
    [InlineData("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nCookie: ;;;=;a=\u00ff;stampede=%FF%00\r\n\r\n")]
    [InlineData("POST /api/v1/accounts/guest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /api/v1/accounts/guest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("POST /api/v1/accounts/guest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    public async Task No_bytes_on_the_wire_make_a_fault(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(shop.Site.Address.Host, shop.Site.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20))).ShouldNotBeNull();
        answer.ShouldStartWith("HTTP/1.1 ");
        answer.ShouldNotStartWith("HTTP/1.1 500");
        answer.ShouldNotStartWith("HTTP/1.1 3");
        await shop.Anybody.GetAsync("/health/live");
    }

    [Fact]
    public async Task Headers_of_any_size_and_kind_make_no_fault()
    {
        var customer = await shop.CustomerAsync();
        foreach (var (name, value) in new[]
        {
            ("Accept", "text/html"), ("Accept", "nonsense;;;q=x"), ("Accept-Encoding", "nonsense"), ("Accept-Language", "xx-YY;q=9"), ("traceparent", "nonsense"), ("baggage", "=,=;"),
            ("If-Match", "\""), ("Range", "bytes=9-1"), ("X-Forwarded-For", "nonsense"), ("X-Forwarded-Proto", "gopher"), ("Origin", "null"), ("Origin", "https://elsewhere.example"),
            ("Expect", "100-continue"), ("Connection", "nonsense"), ("X-HTTP-Method-Override", "DELETE"), ("Cookie", "stampede-device=!!!"), ("X-Long", new string('x', 12_000)),
        })
        {
            foreach (var path in new[] { "/api/v1/drops", "/api/v1/me", "/health/ready", "/" })
            {
                if (path != "/" || Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")))
                    await customer.SendAsync(HttpMethod.Get, path, null, (name, value));
            }
        }
    }
}
