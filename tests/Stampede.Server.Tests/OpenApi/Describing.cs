using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stampede.Server.Http;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.OpenApi;

public sealed class Describing(SharedServer shared) : IClassFixture<SharedServer>
{
    private async Task<JsonNode> ReadAsync()
    {
        using var curl = shared.Server.Curl();
        return (await curl.GetAsync("/openapi/v1.json")).ShouldBeOk().Json;
    }

    private static IEnumerable<(string Name, JsonObject Operation)> OperationsOf(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select ($"{method.Key} {path.Key}", method.Value!.AsObject());

    [Fact]
    public async Task The_description_is_OpenAPI_3_1_and_lists_every_code()
    {
        var document = await ReadAsync();
        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        document["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!["enum"]!.AsArray()
            .Select(code => code!.GetValue<string>()).ShouldBe(ProblemKinds.ByCode.Keys);
        document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).ShouldBe(["bearer", "cookie", "key"], ignoreOrder: true);
        document.AsObject().ContainsKey("servers").ShouldBeFalse();
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_examples_of_its_problems()
    {
        foreach (var (name, operation) in OperationsOf(await ReadAsync()))
        {
            operation["operationId"]!.GetValue<string>().ShouldNotBeEmpty(name);
            operation["summary"]!.GetValue<string>().ShouldNotBeEmpty(name);
            var problems = operation["responses"]!.AsObject().Where(response => response.Key[0] != '2').ToList();
            problems.ShouldNotBeEmpty(name);
            foreach (var (status, response) in problems)
            {
                var content = response!["content"]!["application/problem+json"]!;
                content["schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/Problem");
                foreach (var (code, example) in content["examples"]!.AsObject())
                {
                    example!["value"]!["code"]!.GetValue<string>().ShouldBe(code);
                    example["value"]!["status"]!.GetValue<int>().ShouldBe(int.Parse(status, null));
                }
            }

            // A picture is no JSON, and needs no example.
            if (operation["requestBody"]?["content"]!["application/json"] is { } json)
                json["example"].ShouldNotBeNull(name);
        }
    }

    /// <summary>The web app's types are made of its copy: save this answer there, then npm run api:types.</summary>
    [Fact]
    public async Task The_web_apps_copy_is_this_description()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Stampede.slnx")))
            folder = folder.Parent.ShouldNotBeNull();
        var copy = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "web", "openapi.json")));
        JsonNode.DeepEquals(copy, await ReadAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_says_what_it_asks_for_and_an_id_is_text()
    {
        var schemas = (await ReadAsync())["components"]!["schemas"]!;
        schemas["GuestBody"]!["required"]!.ToJsonString().ShouldBe("""["displayName"]""");
        schemas["GuestBody"]!["properties"]!["displayName"]!["type"]!.GetValue<string>().ShouldBe("string");
        schemas["Me"]!["properties"]!["id"]!["type"]!.GetValue<string>().ShouldBe("string");
        schemas["CreateDropBody"]!["required"]!.ToJsonString().ShouldBe("""["name","price"]""");
        schemas["CreateDropBody"]!["properties"]!["price"]!["$ref"].ShouldNotBeNull();
        // What a change can take away may be null; all else may only be left out.
        foreach (var (name, property) in schemas["ChangeDropBody"]!["properties"]!.AsObject())
            property!.ToJsonString().Contains("\"null\"", StringComparison.Ordinal).ShouldBe(name is "description" or "imageUrl" or "startsAt" or "endsAt" or "deliveryCountries" or "sizeGuide" or "externalId", name);
        // What only those who run the shop see may be absent; all else is there.
        schemas["VariantStock"]!["required"]!.AsArray().Select(name => name!.GetValue<string>())
            .ShouldBe(schemas["VariantStock"]!["properties"]!.AsObject().Select(property => property.Key).Where(name => name != "sku"), ignoreOrder: true);
        schemas["Me"]!["required"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldNotContain("email");
    }

    [Fact]
    public async Task Every_list_says_of_what()
    {
        var lists = Lists((await ReadAsync())["components"]!).ToList();
        lists.Count.ShouldBeGreaterThan(20);
        lists.Where(list => list["items"] is not JsonObject { Count: > 0 }).Select(list => list.GetPath()).ShouldBeEmpty();

        static IEnumerable<JsonObject> Lists(JsonNode? node) => node switch
        {
            JsonArray many => many.SelectMany(Lists),
            JsonObject one => (one["type"]?.ToJsonString().Contains("array", StringComparison.Ordinal) is true ? [one] : Array.Empty<JsonObject>()).Concat(one.SelectMany(part => Lists(part.Value))),
            _ => [],
        };
    }

    /// <summary>Each body from the operation's own example, with one field that is one too many.</summary>
    [Theory]
    [InlineData("post", "/api/v1/drops/", 9)]
    [InlineData("patch", "/api/v1/drops/{dropId}", 8)]
    [InlineData("post", "/api/v1/drops/{dropId}/variants/{variantId}/adjustments", 2)]
    [InlineData("post", "/api/v1/drops/{dropId}/reservations/", 1)]
    public async Task The_ranges_that_it_names_are_those_that_are_checked(string method, string path, int fields)
    {
        var document = await ReadAsync();
        var paths = document["paths"]!.AsObject();
        var content = (paths[path] ?? paths[path.TrimEnd('/')])![method]!["requestBody"]!["content"]!["application/json"]!;
        var schema = SchemaOf(content["schema"]!, document);
        using var caller = await shared.Server.OperatorAsync();
        var tried = 0;
        foreach (var (field, rule, wrong) in OneTooMany(content["example"]!, schema, document, ""))
        {
            tried++;
            var body = content["example"]!.DeepClone();
            Set(body, field, wrong);
            var address = path.TrimEnd('/').Replace("{dropId}", "none", StringComparison.Ordinal).Replace("{variantId}", "none", StringComparison.Ordinal);
            var answer = await caller.SendAsync(new HttpMethod(method), address, JsonContent.Create(body));
            answer.Json["code"]!.GetValue<string>().ShouldBe("validation_failed", field);
            var code = answer.Json["codes"]![field].ShouldNotBeNull(field)[0]!;
            code["max"]!.GetValue<long>().ShouldBe((rule["maximum"] ?? rule["maxLength"])!.GetValue<long>(), field);
            if (rule["minimum"] is { } minimum)
                code["min"]!.GetValue<long>().ShouldBe(minimum.GetValue<long>(), field);
        }

        tried.ShouldBe(fields);
    }

    private static IEnumerable<(string Field, JsonNode Rule, JsonNode Wrong)> OneTooMany(JsonNode example, JsonNode schema, JsonNode document, string within)
    {
        foreach (var (name, property) in schema["properties"]!.AsObject())
        {
            var rule = SchemaOf(property!, document);
            if (rule["maximum"] is { } maximum)
                yield return (within + name, rule, JsonValue.Create(maximum.GetValue<long>() + 1));
            else if (rule["maxLength"] is { } length)
                yield return (within + name, rule, JsonValue.Create(new string('x', length.GetValue<int>() + 1)));
            else if (rule["properties"] is not null && example[name] is { } part)
                foreach (var inner in OneTooMany(part, rule, document, $"{within}{name}."))
                    yield return inner;
        }
    }

    private static void Set(JsonNode body, string field, JsonNode value)
    {
        var parts = field.Split('.');
        foreach (var part in parts[..^1])
            body = body[part]!;
        // A drop has a total or variants.
        if (parts[^1] == "totalStock")
            body.AsObject().Remove("variants");
        body[parts[^1]] = value;
    }

    private static JsonNode SchemaOf(JsonNode schema, JsonNode document)
    {
        var reference = schema["$ref"] ?? (schema["oneOf"] as JsonArray)?.Select(choice => choice!["$ref"]).FirstOrDefault(found => found is not null);
        return reference is null ? schema : document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!;
    }

    [Fact]
    public async Task People_have_a_page()
    {
        using var curl = shared.Server.Curl();
        var page = (await curl.GetAsync("/docs/index.html")).ShouldBeOk().Body;
        page.ShouldNotContain("<script>"); // Nothing inline: the Content-Security-Policy would stop it.
        page.ShouldNotContain("style=");
        var files = Regex.Matches(page, "(?:src|href)=\"\\./([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        files.ShouldBe(["favicon-32x32.png", "swagger-ui.css", "swagger-ui-bundle.js", "start.js"]);
        foreach (var file in files)
            (await curl.GetAsync($"/docs/{file}")).ShouldBeOk();
        (await curl.GetAsync("/docs/start.js")).Body.ShouldContain("\"/openapi/v1.json\"");
        (await curl.GetAsync("/docs")).Header("Location").ShouldBe("docs/index.html");
    }
}
