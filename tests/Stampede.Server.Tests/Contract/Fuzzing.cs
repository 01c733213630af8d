using System.Text;
using System.Text.Json.Nodes;

namespace Stampede.Server.Tests.Contract;

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
        var operations = (from path in document["paths"]!.AsObject()
                          from verb in path.Value!.AsObject()
                          where Verbs.Contains(verb.Key)
                          select (Path: path.Key, Verb: verb.Key, Operation: verb.Value!)).ToList();
        operations.Count.ShouldBeGreaterThan(20);
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
                if (path.EndsWith("/sign-out", StringComparison.Ordinal))
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
