using System.Net;
using System.Text.Json;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

internal sealed record StreamEvent(string Name, string? Id, string Data)
{
    public JsonElement Payload => JsonSerializer.Deserialize<JsonElement>(Data);
}

/// <summary>Reads server-sent events as the standard says.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;

    private StreamClient(HttpResponseMessage response, StreamReader reader) => (this.response, this.reader) = (response, reader);

    public HttpResponseMessage Response => response;

    public int Comments { get; private set; }

    public string? Retry { get; private set; }

    public static Task<StreamClient> ConnectAsync(LiveServer server, string drop, string? token = null, string? lastEventId = null) =>
        OpenAsync(server, $"/api/v1/drops/{drop}/events", token, lastEventId);

    public static async Task<StreamClient> OpenAsync(LiveServer server, string path, string? token = null, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            LiveServer.With(request, token);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new StreamClient(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event; null: the stream has ended.</summary>
    public async Task<StreamEvent?> NextAsync()
    {
        using var bounded = new CancellationTokenSource(Until.Patience);
        string? name = null, id = null, data = null;
        while (await reader.ReadLineAsync(bounded.Token) is { } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? "" : line[(colon + 1)..].TrimStart();
            switch (colon < 0 ? line : line[..colon])
            {
                case "" when colon == 0:
                    Comments++;
                    break;
                case "" when data is not null:
                    return new StreamEvent(name ?? "message", id, data);
                case "event":
                    name = value;
                    break;
                case "id":
                    id = value;
                    break;
                case "data":
                    data = value;
                    break;
                case "retry":
                    Retry = value;
                    break;
            }
        }

        return null;
    }

    public async Task<StreamEvent> UntilAsync(string name, Func<StreamEvent, bool>? condition = null)
    {
        while (true)
        {
            var next = (await NextAsync()).ShouldNotBeNull("the stream has ended");
            if (next.Name == name && condition?.Invoke(next) is not false)
                return next;
        }
    }

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
