using System.Security.Cryptography;
using OtpNet;
using QRCoder;

namespace Stampede.Server.Accounts;

/// <summary>Codes of six digits that an app on the phone makes of a shared secret and the time (TOTP, RFC 6238: SHA-1, 30 s).</summary>
internal static class OneTimeCodes
{
    /// <summary>As RFC 4226 recommends.</summary>
    private const int SecretBytes = 20;

    private const int Digits = 6;

    /// <summary>Of the step before and the one after too: phones' clocks are not exact, and people type slowly.</summary>
    private static readonly VerificationWindow OneStep = new(previous: 1, future: 1);

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <returns>The time step that the code is of; null: of none near <paramref name="now"/>.</returns>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now) =>
        new Totp(secret, totpSize: Digits).VerifyTotp(now.UtcDateTime, code, out var step, OneStep) ? step : null;

    /// <summary>What apps read as text where they cannot read the picture.</summary>
    public static string TextOf(byte[] secret) => Base32Encoding.ToString(secret).TrimEnd('=');

    /// <summary>What the picture says.</summary>
    public static string UriOf(byte[] secret, string shop, string email) =>
        $"otpauth://totp/{Uri.EscapeDataString(shop)}:{Uri.EscapeDataString(email)}?secret={TextOf(secret)}&issuer={Uri.EscapeDataString(shop)}&algorithm=SHA1&digits={Digits}&period=30";

    /// <summary>The picture's dots, a text of 0 and 1 for each row: the page draws them, and nothing of it is markup.</summary>
    public static string[] DotsOf(string uri)
    {
        using var picture = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        return [.. picture.ModuleMatrix.Select(row => string.Concat(row.Cast<bool>().Select(dot => dot ? '1' : '0')))];
    }
}

/// <summary>What helps when the phone is lost: each is good once, and only its hash is kept.</summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    // Base32: no letter is mistaken for a digit.
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Length = 16;

    public static string[] Make() => [.. Enumerable.Range(0, Count).Select(_ => Grouped(RandomNumberGenerator.GetString(Alphabet, Length)))];

    /// <returns>Null: it is no such code, however it is written.</returns>
    public static byte[]? HashOf(Guid account, string code)
    {
        var plain = string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return plain.Length == Length ? SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"{account:n}\n{plain}")) : null;
    }

    private static string Grouped(string code) => string.Join('-', code.Chunk(4).Select(group => new string(group)));
}
