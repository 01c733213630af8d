using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Stampede.Client;

/// <summary>It is not from your shop, or not from now. Answer 400, and do nothing.</summary>
public sealed class WebhookException(string message) : Exception(message);

/// <summary>Checks webhooks as <see href="https://www.standardwebhooks.com">Standard Webhooks</see> says.</summary>
/// <param name="secrets"><c>whsec_…</c>; several while you change from one to the next.</param>
public sealed class Webhook(params IReadOnlyList<string> secrets)
{
    private readonly byte[][] keys = [.. secrets.Select(KeyOf)];

    /// <summary>How old, or how far ahead by a wrong clock, a webhook may be.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <param name="body">As it came, byte for byte: not parsed and written again.</param>
    /// <param name="header">Finds a header by its name: <c>name =&gt; request.Headers[name]</c>.</param>
    /// <exception cref="WebhookException">It is to be refused.</exception>
    public ShopEvent Verify(ReadOnlySpan<byte> body, Func<string, string?> header)
    {
        if (header("webhook-id") is not { Length: > 0 } id || header("webhook-timestamp") is not { Length: > 0 } timestamp || header("webhook-signature") is not { Length: > 0 } signatures)
            throw new WebhookException("A webhook has the headers webhook-id, webhook-timestamp and webhook-signature.");
        if (timestamp.Length > 12 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (Time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(seconds, 100_000_000_000))).Duration() > Tolerance)
            throw new WebhookException($"The webhook is not from the last {Tolerance.TotalSeconds} seconds, or a clock is wrong.");
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        if (!Array.Exists(keys, key => IsSigned(signed, signatures, key)))
            throw new WebhookException("No signature of the webhook fits its body and your secret.");
        try
        {
            if (JsonSerializer.Deserialize(body, ClientJson.Default.ShopEvent) is { Type: not null } told)
                return told with { Id = id };
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new WebhookException("The body of the webhook is no event.");
    }

    private static bool IsSigned(byte[] signed, string signatures, byte[] key)
    {
        var wanted = HMACSHA256.HashData(key, signed);
        foreach (var signature in signatures.Split(' '))
        {
            var given = new byte[wanted.Length];
            if (signature.StartsWith("v1,", StringComparison.Ordinal) && Convert.TryFromBase64String(signature[3..], given, out var length) && length == given.Length
                && CryptographicOperations.FixedTimeEquals(given, wanted))
                return true;
        }

        return false;
    }

    private static byte[] KeyOf(string secret)
    {
        var text = secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret;
        return Base64.IsValid(text, out var length) && length > 0 ? Convert.FromBase64String(text) : throw new ArgumentException("A secret is \"whsec_\" and base64.", nameof(secret));
    }
}
