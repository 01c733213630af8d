using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Stampede.FakeStripe;

internal enum EventMode
{
    /// <summary>Each in its turn, again and again until it is taken.</summary>
    Deliver,

    /// <summary>Each ten times, all at once.</summary>
    Duplicate,

    /// <summary>Of two, the later first.</summary>
    Reorder,

    /// <summary>Never.</summary>
    Lose,

    /// <summary>Not before the mode is another.</summary>
    Hold,
}

/// <summary>One event, and what became of it.</summary>
internal sealed class SentEvent(string id, string type, string body, Uri to)
{
    private int attempts;
    private int taken;

    public string Id => id;
    public string Type => type;
    public string Body => body;

    /// <summary>Where events went when it was raised: later ones may go elsewhere.</summary>
    public Uri To => to;
    public int Attempts => attempts;

    /// <summary>How often it was answered by 2xx.</summary>
    public int Taken => taken;

    public void Attempted() => Interlocked.Increment(ref attempts);
    public void WasTaken() => Interlocked.Increment(ref taken);
}

/// <summary>Signs events and brings them to the shop: at least once, in no certain order.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int Copies = 10;
    private static readonly TimeSpan LoneOneWaits = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Channel<(SentEvent Event, int Copies)> due = Channel.CreateUnbounded<(SentEvent, int)>();
    private readonly List<SentEvent> all = [];
    private readonly List<SentEvent> kept = [];
    private readonly CancellationTokenSource ended = new();
    private EventMode mode;
    private Uri? url;
    private string[] secrets = [];

    public WebhookSender() => _ = Task.Run(SendAsync);

    /// <param name="to">Null: nobody listens from now on.</param>
    public void GoTo(Uri? to, string[] signedBy)
    {
        lock (gate)
            (url, secrets) = (to, signedBy);
    }

    public void Become(EventMode next)
    {
        lock (gate)
        {
            mode = next;
            Release(kept);
        }
    }

    public SentEvent[] Sent()
    {
        lock (gate)
            return [.. all];
    }

    /// <summary>Of another API version than Stripe.net's own: accounts differ, and the shop has to read it all the same.</summary>
    public void Raise(string type, JsonObject about)
    {
        lock (gate)
        {
            if (url is null)
                return;
            var id = $"evt_{Guid.NewGuid():N}";
            var body = new JsonObject
            {
                ["id"] = id,
                ["object"] = "event",
                ["api_version"] = "2020-08-27",
                ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
                ["data"] = new JsonObject { ["object"] = about },
                ["livemode"] = false,
                ["pending_webhooks"] = 1,
                ["type"] = type,
            };
            var raised = new SentEvent(id, type, body.ToJsonString(), url);
            all.Add(raised);
            switch (mode)
            {
                case EventMode.Lose:
                    break;
                case EventMode.Hold:
                    kept.Add(raised);
                    break;
                case EventMode.Reorder:
                    kept.Insert(0, raised);
                    if (kept.Count >= 2)
                        Release(kept);
                    else
                        _ = ReleaseLaterAsync(raised);
                    break;
                default:
                    due.Writer.TryWrite((raised, mode == EventMode.Duplicate ? Copies : 1));
                    break;
            }
        }
    }

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
        http.Dispose();
    }

    private async Task ReleaseLaterAsync(SentEvent lone)
    {
        await Task.Delay(LoneOneWaits);
        lock (gate)
        {
            if (mode == EventMode.Reorder && kept.Contains(lone))
                Release(kept);
        }
    }

    private void Release(List<SentEvent> events)
    {
        foreach (var one in events)
            due.Writer.TryWrite((one, 1));
        events.Clear();
    }

    private async Task SendAsync()
    {
        await foreach (var (one, copies) in due.Reader.ReadAllAsync(ended.Token))
        {
            var tries = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => TryAsync(one)));
            if (!tries.Contains(true))
                _ = RepeatAsync(one);
        }
    }

    private async Task RepeatAsync(SentEvent one)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, ended.Token);
            if (await TryAsync(one))
                return;
        }
    }

    private async Task<bool> TryAsync(SentEvent one)
    {
        string signature;
        lock (gate)
            signature = Sign(one.Body);
        one.Attempted();
        using var request = new HttpRequestMessage(HttpMethod.Post, one.To) { Content = new StringContent(one.Body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
        try
        {
            using var answer = await http.SendAsync(request, ended.Token);
            if (!answer.IsSuccessStatusCode)
                return false;
            one.WasTaken();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ended.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>One signature by each secret, as Stripe signs while one is replaced by another.</summary>
    private string Sign(string body)
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{time}.{body}");
        var signatures = secrets.Select(secret => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        return string.Join(',', signatures.Select(signature => $"v1={signature}").Prepend($"t={time}"));
    }
}
