using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Contract;

/// <summary>What the contract says of every answer.</summary>
internal static partial class Conventions
{
    public static void Check(Answer answer, string request)
    {
        var status = (int)answer.Status;
        var mediaType = answer.Header("Content-Type") ?? "";
        if (status >= 400 && !request.Contains("/health/", StringComparison.Ordinal)) // Which is for supervisors, and says ready or unready.
        {
            mediaType.ShouldBe("application/problem+json", $"{request}: {status} {answer.Body}");
            var problem = answer.Json;
            foreach (var member in new[] { "type", "title", "detail", "code" })
                problem.Text(member).ShouldNotBeEmpty(request);
            problem.Number("status").ShouldBe(status, request);
            Code().IsMatch(problem.Text("code")).ShouldBeTrue(request);
            status.ShouldNotBe(500, $"{request}: {answer.Body}");
            if (status is 429 or 503)
                int.Parse(answer.Header("Retry-After").ShouldNotBeNull(request), CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
            if (problem.Text("code") == "validation_failed")
                problem["errors"].ShouldNotBeNull(request).AsObject().Count.ShouldBeGreaterThan(0, request);
        }

        status.ShouldNotBeInRange(300, 399, $"{request} is redirected");
        if (mediaType.Contains("json", StringComparison.Ordinal) && !request.Contains("/openapi/", StringComparison.Ordinal))
            Walk(answer.Json, "$", $"{request}: {answer.Body}");
    }

    /// <param name="hasTime">What is around it carries the server's time.</param>
    private static void Walk(JsonNode? node, string path, string context, bool hasTime = false)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Walk(item, path, context, hasTime);
        }

        if (node is not JsonObject members)
            return;
        hasTime |= members["serverTime"] is not null;
        foreach (var (name, value) in members)
        {
            if ((path == "$" && name is ("errors" or "codes")) || name.EndsWith("ByCode", StringComparison.Ordinal))
                continue; // Keyed by what the caller sent, or by codes.
            Name().IsMatch(name).ShouldBeTrue($"{path}.{name} is not camelCase in {context}");
            if ((name is "serverTime" or "at" || name.EndsWith("At", StringComparison.Ordinal)) && value is not null)
                Time().IsMatch(value.GetValue<string>()).ShouldBeTrue($"{path}.{name} = {value} in {context}");
            if ((name == "id" || name.EndsWith("Id", StringComparison.Ordinal)) && value is not null)
                value.GetValueKind().ShouldBe(JsonValueKind.String, $"{path}.{name} in {context}");
            if (name.EndsWith("price", StringComparison.OrdinalIgnoreCase) && value is JsonObject money)
            {
                money.Select(member => member.Key).ShouldBe(["amountMinor", "currency"], ignoreOrder: true, context);
                money.Number("amountMinor").ShouldBeGreaterThanOrEqualTo(0, context);
                Currency().IsMatch(money.Text("currency")).ShouldBeTrue(context);
            }

            Walk(value, $"{path}.{name}", context, hasTime);
        }

        if (members.ContainsKey("total") && members.ContainsKey("available"))
        {
            var (available, held, sold) = (members.Number("available"), members.Number("held"), members.Number("sold"));
            Math.Min(available, Math.Min(held, sold)).ShouldBeGreaterThanOrEqualTo(0, context);
            members.Number("total").ShouldBe(available + held + sold, context);
        }

        if (members.ContainsKey("expiresAt") || members.ContainsKey("startsAt"))
            hasTime.ShouldBeTrue($"{path} has a countdown and no serverTime in {context}");
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Time();

    [GeneratedRegex("^[a-z][a-zA-Z0-9]*$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex Code();

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex Currency();
}

/// <summary>Reading JSON without ceremony.</summary>
internal static class JsonReading
{
    public static string Text(this JsonNode node, string name) => node[name].ShouldNotBeNull($"{name} in {node.ToJsonString()}").GetValue<string>();

    public static long Number(this JsonNode node, string name) => node[name].ShouldNotBeNull($"{name} in {node.ToJsonString()}").GetValue<long>();

    public static DateTimeOffset Time(this JsonNode node, string name) =>
        DateTimeOffset.Parse(node.Text(name), CultureInfo.InvariantCulture);

    public static IReadOnlyList<JsonNode> Items(this JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!)];

    public static IEnumerable<string> Names(this JsonNode node) => node.AsObject().Select(member => member.Key);

    /// <summary>The answer as it must be again, whenever it is given: all but the clock.</summary>
    public static string WithoutServerTime(this JsonNode node)
    {
        var copy = node.DeepClone().AsObject();
        copy.Remove("serverTime");
        return copy.ToJsonString();
    }
}
