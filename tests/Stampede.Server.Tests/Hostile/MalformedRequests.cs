using System.Text;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Hostile;

public sealed class MalformedRequests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerUnderTest server = shared.Server;

    [Theory]
    [InlineData("{", "body", "Is not valid JSON (line 1, byte 2).")]
    [InlineData("""{"count":}""", "body", "Is not valid JSON (line 1, byte 10).")]
    [InlineData("", "body", "A JSON body is needed.")]
    [InlineData("null", "body", "A JSON body is needed.")]
    [InlineData("[]", "body", "Has the wrong type or form.")]
    [InlineData("\"x\"", "body", "Has the wrong type or form.")]
    [InlineData("""{"count":"5"}""", "count", "Must be a number.")]
    [InlineData("""{"count":1.5}""", "count", "Must be a whole number in range.")]
    [InlineData("""{"count":99999999999}""", "count", "Must be a whole number in range.")]
    [InlineData("""{"count":{}}""", "count", "Must be a number.")]
    [InlineData("""{"prefix":5}""", "prefix", "Must be text.")]
    [InlineData("""{"prefix":"\ud800"}""", "prefix", null)]
    [InlineData("""{"count":1,"count":2}""", "count", "Is there twice.")]
    public async Task A_body_that_is_not_understood_is_told_by_field(string body, string field, string? error)
    {
        using var curl = server.Curl();
        var answer = await curl.SendAsync(HttpMethod.Post, "/api/v1/probe/body", new StringContent(body, null, "application/json"));
        var errors = answer.ShouldBe(400, "validation_failed")["errors"]!.AsObject();
        errors.Select(pair => pair.Key).ShouldBe([field], answer.Body);
        if (error is not null)
            errors[field]![0]!.GetValue<string>().ShouldBe(error);
        answer.Body.ShouldNotContain("System.");
    }

    [Fact]
    public async Task A_body_nested_too_deep_is_refused()
    {
        using var curl = server.Curl();
        var deep = "{\"x\":" + new string('[', 500) + new string(']', 500) + "}";
        (await curl.SendAsync(HttpMethod.Post, "/api/v1/probe/body", new StringContent(deep, null, "application/json"))).ShouldBe(400, "validation_failed");
    }

    [Theory]
    [InlineData("?limit=abc&at=2026-01-31T10:00:00Z", "limit")]
    [InlineData("?limit=99999999999&at=2026-01-31T10:00:00Z", "limit")]
    [InlineData("?at=tomorrow", "at")]
    [InlineData("", "at")]
    public async Task A_query_that_is_not_understood_is_told_by_name(string query, string name)
    {
        using var curl = server.Curl();
        var answer = await curl.GetAsync($"/api/v1/probe/page{query}");
        answer.ShouldBe(400, "validation_failed")["errors"]!.AsObject().Select(pair => pair.Key).ShouldBe([name], answer.Body);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/live/nothing", 404, "not_found")]
    [InlineData("GET", "/openapi/v2.json", 404, "not_found")]
    [InlineData("GET", "/problems/nothing", 404, "not_found")]
    [InlineData("POST", "/api/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/api/v1/accounts/guest", 405, "method_not_allowed")]
    [InlineData("DELETE", "/pictures/none.svg", 405, "method_not_allowed")]
    [InlineData("GET", "/pictures/none.svg", 404, "not_found")]
    [InlineData("PUT", "/api/v1/me", 405, "method_not_allowed")]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, int status, string code)
    {
        using var curl = server.Curl();
        var answer = await curl.SendAsync(new HttpMethod(method), path, null);
        answer.ShouldBe(status, code);
        if (status == 405 && path.StartsWith("/api", StringComparison.Ordinal))
            answer.Header("Allow").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=x")]
    [InlineData("application/json; charset=\"utf-7\"")]
    public async Task Only_JSON_is_taken(string mediaType)
    {
        using var curl = server.Curl();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"displayName":"x"}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        (await curl.SendAsync(HttpMethod.Post, "/api/v1/accounts/guest", content)).ShouldBe(415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_body_beyond_64_KB_is_refused()
    {
        using var curl = server.Curl();
        (await curl.PostAsync("/api/v1/accounts/guest", new { displayName = new string('x', 70_000) })).ShouldBe(413, "payload_too_large");
    }

    [Fact]
    public async Task A_fault_of_ours_says_so_and_nothing_else()
    {
        using var curl = server.Curl();
        var answer = await curl.GetAsync("/api/v1/probe/fault");
        answer.ShouldBe(500, "internal_error")["traceId"]!.GetValue<string>().ShouldNotBeEmpty();
        answer.Body.ShouldNotContain(ServerUnderTest.Secret);
        answer.Body.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task A_database_that_is_away_is_503_with_a_time_to_try_again()
    {
        using var curl = server.Curl();
        var answer = await curl.GetAsync("/api/v1/probe/away");
        answer.ShouldBe(503, "database_unavailable");
        answer.Header("Retry-After").ShouldBe("1");
    }

    [Fact]
    public async Task Text_that_the_database_cannot_hold_is_the_callers_mistake()
    {
        using var curl = server.Curl();
        (await curl.GetAsync("/api/v1/probe/unwritable?text=a%00b")).ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task The_type_of_a_problem_leads_to_its_explanation()
    {
        using var curl = server.Curl();
        var type = (await curl.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated")["type"]!.GetValue<string>();
        (await curl.GetAsync(type)).ShouldBeOk().Body.ShouldContain("code: unauthenticated");
    }
}
