using System.Text;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;

namespace Stampede.Server.Tests.Hostile;

/// <summary>What the API's own description names is called with junk, by everybody; and what comes back is what the description says.</summary>
public sealed class Fuzzing(SharedShop shared) : IClassFixture<SharedShop>
{
    private const int RoundsPerOperation = 60;
    private static readonly string[] Verbs = ["get", "put", "post", "patch", "delete"];

    private readonly Shop shop = shared.Shop;

    private static readonly string[] Words =
    [
        "x", "", " ", "0", "1", "-1", "2147483648", "true", "null", "live", "draft", "active", "\0", "\uD800", "\u202E", "é👟", "' or 1=1 --", "=1+1", "../..", "{}", "[]",
        "0198c0de-0000-7000-8000-000000000000", "2026-01-31T10:00:00Z", "x@example.com", "/x.png", "USD", new string('x', 2_000),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Junk_from_anybody_is_answered_as_described(int seed)
    {
        var random = new Random(seed);
        var document = (await shop.Anybody.GetAsync("/openapi/v1.json")).ShouldBeOk().Json;
        var schemas = document["components"]!["schemas"]!;
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 1_000, totalStock = 1_000_000 });
        var customer = await shop.CustomerAsync();
        var reservation = (await drop.HoldAsync(customer)).Text("id");
        var operations = Operations(document);
        foreach (var (path, verb, operation) in operations.Where(operation => !operation.Path.EndsWith("/events", StringComparison.Ordinal)))
        {
            for (var round = 0; round < RoundsPerOperation; round++)
            {
                var address = path;
                var query = new List<string>();
                foreach (var parameter in (operation["parameters"]?.AsArray() ?? []).Select(parameter => parameter!))
                {
                    var name = parameter.Text("name");
                    var value = Word(random);
                    if (parameter.Text("in") == "query" && random.Next(2) == 0)
                        query.Add($"{name}={Escaped(value)}");
                    if (parameter.Text("in") == "path")
                    {
                        var real = name switch { "dropId" => drop.Id, "variantId" => drop.Variant(), "id" => reservation, _ => "x" };
                        // A path cannot hold everything; what it cannot is sent byte by byte elsewhere.
                        value = random.Next(3) > 0 || value.Length == 0 || value.Contains('\0', StringComparison.Ordinal) || value.Contains("..", StringComparison.Ordinal) ? real : value;
                        address = address.Replace($"{{{name}}}", Escaped(value), StringComparison.Ordinal);
                    }
                }

                if (query.Count > 0)
                    address += "?" + string.Join('&', query);
                var (mediaType, taken) = operation["requestBody"]?["content"]?.AsObject().First() ?? default;
                var content = mediaType is null ? null
                    : new StringContent(Junk(taken!["schema"], schemas, random, depth: 0), Encoding.UTF8, mediaType.Replace('*', 'x'));
                var visitor = random.Next(4) switch { 0 => shop.Anybody, 1 => customer, _ => shop.Operator };
                if (ShutsItsCallerOut(path))
                    visitor = shop.Anybody;

                var answer = await visitor.SendAsync(new HttpMethod(verb.ToUpperInvariant()), address, content);
                var status = ((int)answer.Status).ToString(System.Globalization.CultureInfo.InvariantCulture);
                operation["responses"]!.Names().ShouldContain(status, $"{verb} {address} with seed {seed}: {answer.Body}");
                if (answer.Status >= System.Net.HttpStatusCode.BadRequest && operation["responses"]![status]!["content"]?["application/problem+json"]?["examples"] is { } examples)
                    examples.Names().ShouldContain(answer.Json.Text("code"), $"{verb} {address} with seed {seed}: {answer.Body}");
            }
        }

        await drop.ShouldBalanceAsync();
    }

    public static TheoryData<string> Oddities { get; } = ["content types", "headers", "queries"];

    [Theory]
    [MemberData(nameof(Oddities))]
    public async Task Every_operation_takes_odd(string what)
    {
        string?[] mediaTypes = what != "content types" ? ["application/json"] :
        [
            null, "", "application/json; charset=x", "application/json; charset=utf-7", "application/json; charset=utf-16", "application/json; charset=\"", "application/json;;;=", "*/*",
            "application/*", "json", "text/html", "application/xml", "application/problem+json", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded", "application/json, text/plain", "\u00e9", new string('x', 2_000),
        ];
        (string Name, string Value)[] headers = what != "headers" ? [("X-None", "1")] :
        [
            ("Accept", "text/html"), ("Accept", "nonsense;;;q=x"), ("Accept-Encoding", "nonsense, *;q=9"), ("Authorization", "Bearer"), ("Authorization", "Bearer \u00e9"), ("Authorization", "Basic eDp4"),
            ("Cookie", "stampede-session=x; stampede-device=!!!; =;;"), ("Content-Encoding", "gzip"), ("Expect", "100-continue"), ("If-None-Match", "\"x\", *"), ("If-Match", "*"), ("Range", "bytes=9-1,-1"),
            ("Idempotency-Key", new string('x', 300)), ("Idempotency-Key", "\u00e9"), ("Last-Event-ID", "-1"), ("Origin", "null"), ("Sec-Fetch-Site", "nonsense"), ("TE", "trailers, x"), ("Upgrade", "h2c"),
            ("Via", "1.1 x"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "gopher"), ("X-HTTP-Method-Override", "DELETE"), ("traceparent", "00-x"), ("X-Long", new string('x', 12_000)),
        ];
        string[] queries = what != "queries" ? [""] :
        [
            "?", "?%00", "?&&&==", "?a[]=1&a[]=2", "?limit=1&limit=2&cursor=1&cursor=2", "?status=live&status=draft", "?useCookies=true&useCookies=false", "?useCookies=x", "?access_token=x",
            "?$filter=1", "?__proto__=1", "?%ff%fe=%ff", "?x=" + new string('x', 6_000),
        ];
        var document = (await shop.Anybody.GetAsync("/openapi/v1.json")).ShouldBeOk().Json;
        var drop = await shop.CreateDropAsync();
        var reservation = (await drop.HoldAsync(await shop.CustomerAsync())).Text("id");
        foreach (var (path, verb, operation) in Operations(document).Where(operation => !operation.Path.EndsWith("/events", StringComparison.Ordinal)))
        {
            var address = path.Replace("{dropId}", drop.Id, StringComparison.Ordinal).Replace("{variantId}", drop.Variant(), StringComparison.Ordinal)
                .Replace("{id}", reservation, StringComparison.Ordinal).Replace("{reservationId}", reservation, StringComparison.Ordinal);
            var takesJson = operation["requestBody"]?["content"]?["application/json"] is not null;
            foreach (var (mediaType, header, query, who) in
                from mediaType in mediaTypes
                from header in headers
                from query in queries
                from who in new[] { shop.Anybody, shop.Operator }
                where who == shop.Anybody || !ShutsItsCallerOut(path)
                select (mediaType, header, query, who))
            {
                ByteArrayContent? content = null;
                if (verb is "post" or "patch" or "put")
                {
                    content = new ByteArrayContent("{}"u8.ToArray());
                    if (mediaType is not null)
                        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
                }

                var answer = await who.SendAsync(new HttpMethod(verb.ToUpperInvariant()), address + query, content, header);
                var context = $"{verb} {address}{query} as {mediaType ?? "nothing"} with {header.Name}: {answer.Body}";
                var status = ((int)answer.Status).ToString(System.Globalization.CultureInfo.InvariantCulture);
                operation["responses"]!.Names().Append("415").ShouldContain(status, context);
                var isAllowed = operation["security"] is not JsonArray { Count: > 0 } || who == shop.Operator;
                if (takesJson && isAllowed && string.IsNullOrEmpty(mediaType) && operation["requestBody"]!["required"]?.GetValue<bool>() is true)
                    answer.ShouldBe(415, "unsupported_media_type");
            }
        }
    }

    /// <summary>The second: it may ask for a second factor of everybody, and the shop's operator here has none.</summary>
    private static bool ShutsItsCallerOut(string path) =>
        path.EndsWith("/sign-out", StringComparison.Ordinal) || path.EndsWith("/people/rules", StringComparison.Ordinal);

    private static List<(string Path, string Verb, JsonNode Operation)> Operations(JsonNode document)
    {
        var operations = (from path in document["paths"]!.AsObject()
                          from verb in path.Value!.AsObject()
                          where Verbs.Contains(verb.Key)
                          select (path.Key, verb.Key, verb.Value!)).ToList();
        operations.Count.ShouldBeGreaterThan(20);
        return operations;
    }

    private static string Escaped(string value) => Uri.EscapeDataString(value.Replace('\uD800', '\uFFFD'));

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    /// <summary>Something that is like what the schema says, or not at all.</summary>
    private static string Junk(JsonNode? schema, JsonNode schemas, Random random, int depth)
    {
        if (depth > 6 || random.Next(8) == 0)
            return Anything(random);
        if (schema?["$ref"]?.GetValue<string>() is { } reference)
            schema = schemas[reference[(reference.LastIndexOf('/') + 1)..]];
        if ((schema?["oneOf"] ?? schema?["anyOf"]) is JsonArray choices)
            return Junk(choices[random.Next(choices.Count)], schemas, random, depth + 1);
        if (schema?["properties"] is JsonObject properties)
            return "{" + string.Join(',', properties.Where(_ => random.Next(4) > 0).Select(member => $"\"{member.Key}\":{Junk(member.Value, schemas, random, depth + 1)}")) + "}";
        var type = schema?["type"] is JsonArray types ? types[random.Next(types.Count)]!.GetValue<string>() : schema?["type"]?.GetValue<string>();
        return type switch
        {
            "array" => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Junk(schema!["items"], schemas, random, depth + 1))) + "]",
            "integer" or "number" => random.Next(3) == 0 ? Anything(random) : random.Next(-1, 5).ToString(System.Globalization.CultureInfo.InvariantCulture),
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            "null" => "null",
            _ => Quoted(Word(random)),
        };
    }

    private static string Anything(Random random) => random.Next(7) switch
    {
        0 => "null",
        1 => "1e999",
        2 => "-9223372036854775809",
        3 => "{}",
        4 => "[[[]]]",
        5 => "0.1",
        _ => Quoted(Word(random)),
    };

    private static string Quoted(string text) => "\"" + string.Concat(text.Select(c => c is '"' or '\\' or < ' ' or > '~' ? $"\\u{(int)c:x4}" : c.ToString())) + "\"";
}
