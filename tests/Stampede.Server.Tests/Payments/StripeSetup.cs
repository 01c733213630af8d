using Microsoft.Extensions.Configuration;
using Stampede.Server.Hosting;
using Stampede.Server.Reservations;

namespace Stampede.Server.Tests.Payments;

/// <summary>What stops the start, in one line that names the setting and shows no secret.</summary>
public sealed class StripeSetup
{
    private const string Secret = "SecretKey";
    private const string Publishable = "PublishableKey";

    [Fact]
    public void Without_keys_there_is_no_Stripe() => Load([]).ShouldBeNull();

    [Fact]
    public void Keys_of_one_mode_and_several_webhook_secrets_are_taken_and_none_is_printed()
    {
        var settings = Load(new()
        {
            [Secret] = "rk_live_shop",
            [Publishable] = "pk_live_shop",
            ["WebhookSecrets:0"] = "whsec_new",
            ["WebhookSecrets:1"] = "whsec_old",
        })!;
        (settings.SecretKey, settings.PublishableKey, settings.ApiBase, settings.TimeoutSeconds)
            .ShouldBe(("rk_live_shop", "pk_live_shop", new Uri("https://api.stripe.com"), 10));
        settings.WebhookSecrets.ShouldBe(["whsec_new", "whsec_old"]);
        settings.ToString().ShouldBe("api.stripe.com");
    }

    [Theory]
    [InlineData("", "pk_test_1", null, null, "SecretKey")]
    [InlineData("pk_test_1", "pk_test_1", null, null, "SecretKey")]
    [InlineData("whsec_1", "pk_test_1", null, null, "SecretKey")]
    [InlineData("sk_1", "pk_test_1", null, null, "SecretKey")]
    [InlineData("sk_test_a b", "pk_test_1", null, null, "SecretKey")]
    [InlineData("sk_test_1", "", null, null, "PublishableKey")]
    [InlineData("sk_test_1", "sk_test_1", null, null, "PublishableKey")]
    [InlineData("sk_test_1", "rk_test_1", null, null, "PublishableKey")]
    [InlineData("sk_test_1", "pk_live_1", null, null, "PublishableKey")]
    [InlineData("sk_live_1", "pk_test_1", null, null, "PublishableKey")]
    [InlineData("sk_test_1", "pk_test_1", "sk_test_1", null, "WebhookSecrets__0")]
    [InlineData("sk_test_1", "pk_test_1", "whsec_a b", null, "WebhookSecrets__0")]
    [InlineData("sk_test_1", "pk_test_1", null, "api.stripe.com", "ApiBase")]
    [InlineData("sk_test_1", "pk_test_1", null, "ftp://api.stripe.com", "ApiBase")]
    [InlineData("sk_test_1", "pk_test_1", null, "http://api.stripe.com", "ApiBase")]
    [InlineData("sk_test_1", "pk_test_1", null, "https://api.stripe.com/v1", "ApiBase")]
    [InlineData("sk_test_1", "pk_test_1", null, "https://user:word@api.stripe.com", "ApiBase")]
    public void What_does_not_fit_is_named(string secret, string publishable, string? webhook, string? apiBase, string setting)
    {
        var settings = new Dictionary<string, string?> { [Secret] = secret, [Publishable] = publishable, ["WebhookSecrets:0"] = webhook, ["ApiBase"] = apiBase };
        var told = Should.Throw<SettingException>(() => Load(settings)).Message;
        told.ShouldStartWith($"Setting Stampede__Payments__Stripe__{setting} ");
        told.ShouldNotContain('\n');
        told.ShouldNotContain("_1");
        told.ShouldNotContain("a b");
        told.ShouldNotContain("user:word");
    }

    private static StripeSettings? Load(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Stampede:Payments:Stripe:{setting.Key}", setting.Value)))
            .Build();
        return StripeSettings.Load(new SettingReader(configuration), timeoutSeconds: 10);
    }
}
