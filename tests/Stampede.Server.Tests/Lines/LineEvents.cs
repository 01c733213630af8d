using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Lines;

/// <summary>What people hear on the streams of a drop's events, each on one of their own.</summary>
internal sealed class LineEvents : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<Visitor, ConcurrentQueue<(string Name, JsonNode Body)>> heard = new();

    public LineEvents(Drop drop, IEnumerable<Visitor> people)
    {
        foreach (var person in people)
            _ = ListenAsync(drop, person, heard.GetOrAdd(person, _ => []));
    }

    public IEnumerable<string> Heard(Visitor person) => heard[person].Select(live => live.Name);

    public async Task<JsonNode> UntilAsync(Visitor person, string name, Func<JsonNode, bool>? condition = null)
    {
        JsonNode? found = null;
        await Until.TrueAsync(() => (found = heard[person].FirstOrDefault(live => live.Name == name && condition?.Invoke(live.Body) != false).Body) is not null);
        return found!;
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task ListenAsync(Drop drop, Visitor person, ConcurrentQueue<(string, JsonNode)> told)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(drop.Shop.Site.Address, $"{drop.Path}/events"));
        request.Headers.Authorization = new("Bearer", person.Token);
        try
        {
            using var response = await drop.Shop.Site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, closing.Token);
            await foreach (var live in SseParser.Create(await response.Content.ReadAsStreamAsync(closing.Token)).EnumerateAsync(closing.Token))
                told.Enqueue((live.EventType, JsonNode.Parse(live.Data)!));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
