using Stampede.Server.Hosting;
using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Reservations;

/// <summary>The account at Stripe that the money goes to.</summary>
/// <param name="SecretKey">Of the server alone: <c>sk_…</c>, or better a restricted key, <c>rk_…</c>.</param>
/// <param name="PublishableKey">Sent to every browser: <c>pk_…</c>.</param>
/// <param name="WebhookSecrets">Any of them may have signed an event: two while one is replaced. None: no event is taken.</param>
/// <param name="ApiBase">Default: https://api.stripe.com. Another one is for tests.</param>
/// <param name="TimeoutSeconds">A call that takes longer counts as not answered.</param>
internal sealed record StripeSettings(
    string SecretKey, string PublishableKey, IReadOnlyList<string> WebhookSecrets, Uri ApiBase, int TimeoutSeconds)
{
    /// <returns>Null: neither key is set.</returns>
    public static StripeSettings? Load(SettingReader read, int timeoutSeconds)
    {
        var (secret, publishable) = (read.Text(Paying.StripeSecretKey), read.Text(Paying.StripePublishableKey));
        if (secret is null && publishable is null)
            return null;
        var apiBase = read.Text(Paying.StripeApiBase)!;
        if (!Uri.TryCreate(apiBase, UriKind.Absolute, out var uri))
            throw Paying.StripeApiBase.Wrong(apiBase);
        var settings = new StripeSettings(secret ?? "", publishable ?? "", read.List(Paying.StripeWebhookSecrets, text => text), uri, timeoutSeconds);
        settings.Check();
        return settings;
    }

    /// <exception cref="SettingException">Names the setting that is wrong, and never shows its value: it may be a secret.</exception>
    public void Check()
    {
        if (!IsKey(SecretKey, "sk_") && !IsKey(SecretKey, "rk_"))
            throw Paying.StripeSecretKey.Wrong(null);
        if (!IsKey(PublishableKey, "pk_"))
        {
            throw Paying.StripePublishableKey.Wrong(null, "Stripe's publishable key, pk_test_… or pk_live_…: it is sent to every browser, a secret key must not be");
        }

        if (IsLive(SecretKey) != IsLive(PublishableKey))
        {
            throw Paying.StripePublishableKey.Wrong(null, "of the same mode as Stampede__Payments__Stripe__SecretKey: one of them is a test key, the other a live one");
        }

        for (var i = 0; i < WebhookSecrets.Count; i++)
        {
            if (!WebhookSecrets[i].StartsWith("whsec_", StringComparison.Ordinal) || WebhookSecrets[i].Any(char.IsWhiteSpace))
                throw (Paying.StripeWebhookSecrets with { Name = $"{Paying.StripeWebhookSecrets.Name}:{i}" }).Wrong(null);
        }

        if (ApiBase.Scheme != Uri.UriSchemeHttps && !(ApiBase.Scheme == Uri.UriSchemeHttp && ApiBase.IsLoopback))
            throw Paying.StripeApiBase.Wrong(ApiBase.OriginalString, "an https address: the secret key goes there with each call");
        if (ApiBase.PathAndQuery != "/" || ApiBase.UserInfo.Length > 0)
            throw Paying.StripeApiBase.Wrong(null, "an address without user, path and query, such as https://api.stripe.com");
    }

    /// <summary>Without the secrets, wherever it is printed.</summary>
    public override string ToString() => ApiBase.Authority;

    private static bool IsKey(string key, string kind) =>
        (key.StartsWith($"{kind}test_", StringComparison.Ordinal) || key.StartsWith($"{kind}live_", StringComparison.Ordinal))
        && !key.Any(char.IsWhiteSpace);

    private static bool IsLive(string key) => key.AsSpan(3).StartsWith("live_", StringComparison.Ordinal);
}
