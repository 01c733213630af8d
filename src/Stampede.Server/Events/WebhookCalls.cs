using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Stampede.Engine;
using Stampede.Postgres.Events;
using Stampede.Server.Http;

namespace Stampede.Server.Events;

/// <summary>Sends one event to one receiver, once.</summary>
internal sealed partial class WebhookCalls : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Of an answer only the beginning is read and kept.</summary>
    private const int AnswerLengthMax = 1_024;

    private static readonly TimeSpan PauseMax = TimeSpan.FromHours(24);

    private readonly HttpClient client;
    private readonly WebhookSecrets secrets;
    private readonly DatabaseClock clock;
    private readonly TimeProvider time;
    private readonly ILogger<WebhookCalls> log;

    public WebhookCalls(WebhookAddresses addresses, WebhookSecrets secrets, DatabaseClock clock, TimeProvider time, ILogger<WebhookCalls> log)
    {
        (this.secrets, this.clock, this.time, this.log) = (secrets, clock, time, log);
        // No proxy, which would look the name up itself, and no redirect, which would name another address. A name is looked up anew every minute.
        client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = addresses.ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>A test of the receiver, by an event that nothing has happened for.</summary>
    public Task<WebhookAttempt> TestAsync(WebhookLease webhook, string eventId, CancellationToken cancellation) => SendAsync(
        webhook, new ShopEvent(eventId, "webhook.test", clock.Now, null, 0, null, new EventData { Message = "A test. Nothing has happened in the shop." }), cancellation);

    /// <exception cref="OperationCanceledException">By the caller. What came of it is not known.</exception>
    public async Task<WebhookAttempt> SendAsync(WebhookLease webhook, ShopEvent told, CancellationToken cancellation)
    {
        using var bounded = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellation);
        try
        {
            using var request = RequestOf(webhook, told);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var answer = await ReadBeginningAsync(response, either.Token);
            var status = (int)response.StatusCode;
            return status is >= 200 and < 300 ? new(status, answer, null, null) : new(status, answer, status is >= 300 and < 400 ? "redirect" : status == 410 ? "gone" : "status", PauseOf(response));
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && CodeOf(fault, bounded.IsCancellationRequested) is not null)
        {
            return new(null, null, CodeOf(fault, bounded.IsCancellationRequested), null);
        }
        catch (CryptographicException lost)
        {
            // Sealed by a key that is gone, such as after another certificate: a new secret has to be made.
            SecretIsLost(webhook.Id, lost.Message);
            return new(null, null, "secret_lost", null);
        }
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage RequestOf(WebhookLease webhook, ShopEvent told)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(told, ApiJson.Wire.ShopEvent);
        var seconds = clock.Now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Terms.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
        };
        request.Headers.Add("webhook-id", told.Id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        // Of several signatures StandardWebhooks 1.1.2 for .NET does not read the last: it stands there twice, so that a receiver finds either.
        request.Headers.TryAddWithoutValidation("webhook-signature", secrets.Sign(told.Id, seconds, body, webhook.Previous is { } previous ? [webhook.Secret, previous, previous] : [webhook.Secret]));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Stampede-Webhooks", "1"));
        return request;
    }

    /// <summary>The status counts, whatever becomes of the body.</summary>
    private static async Task<string?> ReadBeginningAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var beginning = new byte[AnswerLengthMax];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            int read;
            while (length < beginning.Length && (read = await body.ReadAsync(beginning.AsMemory(length), cancellation)) > 0)
                length += read;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            // What came until then is kept.
        }

        if (length == 0)
            return null;
        var text = Encoding.UTF8.GetString(beginning, 0, length);
        return string.Concat(text.Select(character => char.IsControl(character) && character is not ('\n' or '\t') ? ' ' : character))[..Math.Min(text.Length, AnswerLengthMax)];
    }

    private TimeSpan? PauseOf(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.Now,
            _ => TimeSpan.Zero,
        };
        if (asked > TimeSpan.Zero)
            return asked < PauseMax ? asked : PauseMax;
        return response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout ? TimeSpan.Zero : null;
    }

    /// <returns>Null: it is a fault of ours.</returns>
    private static string? CodeOf(Exception fault, bool isOver)
    {
        for (var at = fault; at is not null; at = at.InnerException)
        {
            if (at is ForbiddenAddressException)
                return "address_forbidden";
            if (at is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery })
                return "dns";
            if (at is AuthenticationException)
                return "tls";
        }

        return fault switch
        {
            OperationCanceledException when isOver => "timeout",
            HttpRequestException or IOException or SocketException => isOver ? "timeout" : "connection",
            _ => null,
        };
    }

    [LoggerMessage(1, LogLevel.Error, "The secret of webhook {Webhook} cannot be read any more; rotate it: {Reason}")]
    private partial void SecretIsLost(Guid webhook, string reason);
}
