using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Contract;

/// <summary>Where a server listens. A restart may move it, and whoever calls follows.</summary>
internal sealed class Site(Uri address) : IDisposable
{
    public HttpClient Http { get; } = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    })
    { Timeout = Until.Patience };

    public Uri Address { get; set; } = address;

    public void Dispose() => Http.Dispose();
}

/// <summary>Somebody who calls by HTTP and knows nothing of the code. Every answer is held to the conventions, whatever the test is about.</summary>
internal sealed class Visitor(Site site, string? token)
{
    public string? Token => token;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, Content(body), key is null ? [] : [("Idempotency-Key", key)]);

    public Task<Answer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, Content(body));

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, Content(body));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, content);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await AnswerAsync(request, HttpCompletionOption.ResponseContentRead);
    }

    /// <summary>Of an answer that goes on for ever, only its beginning.</summary>
    public Task<Answer> BeginAsync(string path) => AnswerAsync(Request(HttpMethod.Get, path, null), HttpCompletionOption.ResponseHeadersRead);

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, new Uri(site.Address, path)) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    private async Task<Answer> AnswerAsync(HttpRequestMessage request, HttpCompletionOption completion)
    {
        using var response = await site.Http.SendAsync(request, completion);
        var isWhole = completion == HttpCompletionOption.ResponseContentRead || !response.IsSuccessStatusCode;
        var answer = new Answer(response.StatusCode, isWhole ? await response.Content.ReadAsStringAsync() : "",
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(" | ", h.Value), StringComparer.OrdinalIgnoreCase));
        Conventions.Check(answer, $"{request.Method} {request.RequestUri!.PathAndQuery}");
        return answer;
    }

    /// <summary>Text is taken for JSON that may well be none; bytes too; anything else is written as JSON.</summary>
    private static HttpContent? Content(object? body) => body switch
    {
        null => null,
        string json => Json(Encoding.UTF8.GetBytes(json)),
        byte[] bytes => Json(bytes),
        _ => JsonContent.Create(body),
    };

    private static ByteArrayContent Json(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
