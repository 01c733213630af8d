using System.Text;
using Microsoft.Extensions.Time.Testing;
using Stampede.Client;
using StandardWebhooks;

namespace Stampede.Server.Tests.Clients;

/// <summary>The client's check, against what the library of Standard Webhooks signs.</summary>
public sealed class CheckingWebhooks
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    internal const string Other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Body = """{"type": "purchase.created", "timestamp": "2026-01-01T00:00:00.000Z", "sequence": 7, "data": {"name": "Schöne Größe 👟"}}""";
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Webhook webhook = new(Secret) { Time = new FakeTimeProvider(Now) };

    [Fact]
    public void What_the_library_signs_is_taken_while_a_secret_is_changed_too()
    {
        var told = Verify(webhook, HeadersOf(Secret, "evt_1", Now, Body));
        (told.Id, told.Type, told.Sequence, told.Data.GetProperty("name").GetString()).ShouldBe(("evt_1", "purchase.created", 7, "Schöne Größe 👟"));
        var both = new Webhook(Other, Secret) { Time = new FakeTimeProvider(Now) };
        Verify(both, HeadersOf(Secret, "evt_1", Now, Body)).Id.ShouldBe("evt_1");
        var several = HeadersOf(Secret, "evt_1", Now, Body);
        several["webhook-signature"] = $"v1a,AAAA v1,not-base64! {HeadersOf(Other, "evt_1", Now, Body)["webhook-signature"]} {several["webhook-signature"]}";
        Verify(webhook, several).Id.ShouldBe("evt_1");
    }

    [Theory]
    [InlineData(-301, Secret, Body, "evt_1")]
    [InlineData(301, Secret, Body, "evt_1")]
    [InlineData(0, Other, Body, "evt_1")]
    [InlineData(0, Secret, Body + " ", "evt_1")]
    [InlineData(0, Secret, Body, "evt_2")]
    public void What_is_old_or_changed_or_anothers_is_refused(int seconds, string secret, string body, string id)
    {
        var headers = HeadersOf(secret, "evt_1", Now.AddSeconds(seconds), Body);
        headers["webhook-id"] = id;
        Should.Throw<WebhookException>(() => webhook.Verify(Encoding.UTF8.GetBytes(body), headers.GetValueOrDefault));
        var ontime = HeadersOf(Secret, "evt_1", Now.AddSeconds(Math.Sign(seconds) * 300), Body);
        Verify(webhook, ontime).Id.ShouldBe("evt_1");
    }

    [Theory]
    [InlineData("webhook-id", null)]
    [InlineData("webhook-timestamp", "1e9")]
    [InlineData("webhook-timestamp", "-1")]
    [InlineData("webhook-timestamp", "999999999999")]
    [InlineData("webhook-signature", "")]
    [InlineData("webhook-signature", "v1,")]
    [InlineData("webhook-signature", "v1,AAAA")]
    public void A_header_that_is_none_is_refused(string name, string? value)
    {
        var headers = HeadersOf(Secret, "evt_1", Now, Body);
        headers[name] = value!;
        Should.Throw<WebhookException>(() => Verify(webhook, headers));
    }

    [Fact]
    public void A_signed_body_that_is_no_event_is_refused_and_a_secret_that_is_none_is_said_to_be_so()
    {
        foreach (var body in new[] { "[", "null", "{}" })
            Should.Throw<WebhookException>(() => webhook.Verify(Encoding.UTF8.GetBytes(body), HeadersOf(Secret, "evt_1", Now, body).GetValueOrDefault));
        Should.Throw<ArgumentException>(() => new Webhook("whsec_?"));
    }

    internal static Dictionary<string, string> HeadersOf(string secret, string id, DateTimeOffset at, string body) => new()
    {
        ["webhook-id"] = id,
        ["webhook-timestamp"] = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["webhook-signature"] = new StandardWebhook(secret).Sign(id, at, body),
    };

    private static ShopEvent Verify(Webhook webhook, Dictionary<string, string> headers) => webhook.Verify(Encoding.UTF8.GetBytes(Body), headers.GetValueOrDefault);
}
