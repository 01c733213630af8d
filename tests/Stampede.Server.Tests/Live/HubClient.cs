using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

/// <summary>SignalR's JSON protocol over a bare WebSocket: what goes over the wire, in its order.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const byte End = 0x1e;

    private readonly ClientWebSocket socket = new();
    private readonly Channel<JsonElement> messages = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> all = [];
    private Task receiving = Task.CompletedTask;
    private int invocations;

    private HubClient()
    {
    }

    /// <summary>Ends with the connection.</summary>
    public Task Closed => receiving;

    /// <summary>All that came, pings aside.</summary>
    public IReadOnlyList<JsonElement> All
    {
        get
        {
            lock (all)
                return [.. all];
        }
    }

    public static async Task<HubClient> ConnectAsync(Uri server, string? token = null, string? origin = null, bool tokenInQuery = true, string? connection = null)
    {
        var client = new HubClient();
        var query = token is not null && tokenInQuery ? $"?access_token={Uri.EscapeDataString(token)}" : "";
        if (connection is not null)
            query += $"{(query.Length == 0 ? "?" : "&")}id={connection}";
        if (token is not null && !tokenInQuery)
            client.socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        if (origin is not null)
            client.socket.Options.SetRequestHeader("Origin", origin);
        client.socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await client.socket.ConnectAsync(new Uri($"ws://{server.Authority}/live{query}"), CancellationToken.None);
        }
        catch (WebSocketException refused)
        {
            throw new RefusedException((int)client.socket.HttpStatusCode, refused);
        }

        await client.SendAsync("""{"protocol":"json","version":1}""");
        client.receiving = client.ReceiveAsync();
        (await client.NextAsync()).EnumerateObject().ShouldBeEmpty("the handshake's answer is empty");
        return client;
    }

    public async Task SendAsync(string json) =>
        await socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(json), End], WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The result, or the error's text in an exception.</summary>
    public async Task<JsonElement> InvokeAsync(string method, params object[] arguments)
    {
        var id = (++invocations).ToString(CultureInfo.InvariantCulture);
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }));
        var completion = await UntilAsync(m => TypeOf(m) == 3 && m.GetProperty("invocationId").GetString() == id);
        if (completion.TryGetProperty("error", out var error))
            throw new InvalidOperationException(error.GetString());
        return completion.TryGetProperty("result", out var result) ? result : default;
    }

    /// <summary>Skips events until one satisfies; its payload.</summary>
    public async Task<JsonElement> EventAsync(string name, Func<JsonElement, bool>? condition = null)
    {
        var message = await UntilAsync(m => IsEvent(m, name) && condition?.Invoke(PayloadOf(m)) is not false);
        return PayloadOf(message);
    }

    /// <summary>The versions that the connection was told of one drop, answers and events, in their order.</summary>
    public IReadOnlyList<long> VersionsOf(string drop) =>
    [
        .. All.Select(m => TypeOf(m) == 3 ? m.TryGetProperty("result", out var result) ? result : default : PayloadOf(m))
            .Where(p => p.ValueKind == JsonValueKind.Object && p.TryGetProperty("version", out _))
            .Where(p => (p.TryGetProperty("dropId", out var id) ? id : p.GetProperty("id")).GetString() == drop)
            .Select(p => p.GetProperty("version").GetInt64()),
    ];

    public IEnumerable<JsonElement> Events(string name) => All.Where(m => IsEvent(m, name)).Select(PayloadOf);

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await receiving;
        socket.Dispose();
    }

    private static int TypeOf(JsonElement message) => message.TryGetProperty("type", out var type) ? type.GetInt32() : 0;

    private static bool IsEvent(JsonElement message, string name) => TypeOf(message) == 1 && message.GetProperty("target").GetString() == name;

    private static JsonElement PayloadOf(JsonElement message) => TypeOf(message) == 1 ? message.GetProperty("arguments")[0] : default;

    private async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition)
    {
        while (true)
        {
            var message = await NextAsync();
            if (condition(message))
                return message;
        }
    }

    private async Task<JsonElement> NextAsync()
    {
        using var bounded = new CancellationTokenSource(Until.Patience);
        return await messages.Reader.ReadAsync(bounded.Token);
    }

    private async Task ReceiveAsync()
    {
        var pending = new List<byte>();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                pending.AddRange(buffer.AsSpan(0, received.Count));
                for (var end = pending.IndexOf(End); end >= 0; end = pending.IndexOf(End))
                {
                    var message = JsonSerializer.Deserialize<JsonElement>(pending.GetRange(0, end).ToArray());
                    pending.RemoveRange(0, end + 1);
                    if (TypeOf(message) == 6)
                        continue;
                    lock (all)
                        all.Add(message);
                    messages.Writer.TryWrite(message);
                }
            }
        }
        catch (Exception cut) when (cut is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut off.
        }
        finally
        {
            messages.Writer.TryComplete();
        }
    }
}

internal sealed class RefusedException(int status, Exception inner) : Exception($"Refused with {status}", inner)
{
    public int Status => status;
}
