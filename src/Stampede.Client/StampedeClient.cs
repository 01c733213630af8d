using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Stampede.Client;

public sealed record StampedeOptions
{
    /// <summary>A key for machines (<c>stk_…</c>) or a session's access token. Null: what everybody may read.</summary>
    public string? Token { get; init; }

    /// <summary>Your own name for the customer whom a key with the scope <c>customers:act</c> acts for.</summary>
    public string? Customer { get; init; }

    /// <summary>How often a request is sent at most.</summary>
    public int TriesMax { get; init; } = 5;

    /// <summary>For each try.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// A Stampede shop. What fails is thrown as a <see cref="StampedeException"/>. What has one effect however often it comes is sent again
/// after no answer, 429, 502, 503 and 504; each POST that takes an Idempotency-Key gets one.
/// </summary>
public sealed partial class StampedeClient : IDisposable
{
    private readonly HttpClient http;
    private readonly bool ownsHttp;
    private readonly Uri shop;

    /// <param name="shop">Such as <c>https://drops.example.com</c>, or <c>https://example.com/shop</c> below a path.</param>
    public StampedeClient(Uri shop, StampedeOptions? options = null)
        : this(new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, shop, options ?? new()) => ownsHttp = true;

    /// <param name="http">Stays yours. Its own timeout should be longer than that of the options.</param>
    public StampedeClient(HttpClient http, Uri shop, StampedeOptions options) =>
        (this.http, this.shop, Options) = (http, new Uri(shop.AbsoluteUri.TrimEnd('/') + "/"), options);

    public StampedeOptions Options { get; }

    /// <summary>The same shop, for one of your own customers. A key with the scope <c>customers:act</c> may do that.</summary>
    public StampedeClient ActingFor(string customer) => new(http, shop, Options with { Customer = customer });

    /// <summary>The same shop, for whoever has this key or session.</summary>
    public StampedeClient As(string token) => new(http, shop, Options with { Token = token });

    /// <summary>Any operation of the API.</summary>
    /// <param name="path">Below <c>/api/v1/</c>, with its query.</param>
    /// <param name="key">Names this wish: sent again with it, it has no second effect. Null: a POST gets one of its own where the operation takes one.</param>
    /// <returns>Undefined where the answer has no body.</returns>
    public Task<JsonElement> CallAsync(HttpMethod method, string path, JsonNode? body = null, string? key = null, CancellationToken cancellation = default) =>
        SendAsync(method, path, body is null ? null : JsonContent.Create(body, ClientJson.Default.JsonNode), key, ClientJson.Default.JsonElement, cancellation);

    public void Dispose()
    {
        if (ownsHttp)
            http.Dispose();
    }

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, null, answer, cancellation);

    /// <summary>A POST that takes an Idempotency-Key.</summary>
    private Task<T> PostAsync<T>(string path, HttpContent? body, string? key, JsonTypeInfo<T> answer, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body, key ?? Guid.NewGuid().ToString("n"), answer, cancellation);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, string? key, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var content = body is null ? null : await body.ReadAsByteArrayAsync(cancellation);
        for (var tries = 1; ; tries++)
        {
            using var request = Request(method, path);
            if (content is not null)
                request.Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            if (key is not null)
                request.Headers.Add(Repeating.KeyHeader, key);
            var isSafe = Repeating.IsSafe(request);
            TimeSpan pause;
            try
            {
                using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                bounded.CancelAfter(Options.TryTimeout);
                using var response = await http.SendAsync(request, bounded.Token);
                if (response.IsSuccessStatusCode)
                    return await ReadAsync(response, type, bounded.Token);
                if (tries >= Options.TriesMax || Repeating.PauseAfter(response, isSafe, tries) is not { } wait)
                    throw await StampedeException.OfAsync(response, bounded.Token);
                pause = wait;
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                if (tries >= Options.TriesMax || !isSafe)
                    throw StampedeException.Lost(lost);
                pause = Repeating.PauseAfter(tries);
            }

            await Task.Delay(pause, Options.Time, cancellation);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        return bytes.Length == 0 ? default! : JsonSerializer.Deserialize(bytes, type)!;
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(shop, $"api/v1/{path}"));
        if (Options.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (Options.Customer is { } customer)
            request.Headers.Add("Stampede-Customer", customer);
        return request;
    }

    private static string Part(string id) => Uri.EscapeDataString(id);
}
