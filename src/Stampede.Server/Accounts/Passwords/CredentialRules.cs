using System.Net.Mail;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>What an e-mail and a password may look like.</summary>
internal static class CredentialRules
{
    /// <summary>Length is what makes a password strong: no rule about its characters (NIST SP 800-63B).</summary>
    public const int PasswordLengthMin = 8;

    /// <summary>So that hashing has a bound.</summary>
    public const int PasswordLengthMax = 256;

    public const int EmailLengthMin = 3;
    public const int EmailLengthMax = 254;

    public static bool IsEmail(string text) =>
        text.Length is >= EmailLengthMin and <= EmailLengthMax && PlainText.IsPlain(text) && !text.Any(char.IsWhiteSpace)
        && MailAddress.TryCreate(text, out var address) && address.Address == text;

    /// <returns>The e-mail, trimmed; empty where it is none.</returns>
    public static string Email(this Validation check, string field, string? value)
    {
        var email = value?.Trim() ?? "";
        if (!check.Require(email.Length > 0, field, "Is needed.", FieldError.Required))
            return "";
        return check.Require(IsEmail(email), field, "Is not an e-mail address.", FieldError.Email) ? email : "";
    }

    /// <returns>What mail is written in; null: nothing was said.</returns>
    public static string? Language(this Validation check, string field, string? value) =>
        value is null || check.Require(value is "en" or "de", field, "One of en, de.", FieldError.Choice) ? value : null;

    /// <summary>Passwords are taken as they are: not trimmed.</summary>
    public static string NewPassword(this Validation check, string field, string? value)
    {
        if (value is null)
        {
            check.Add(field, "Is needed.", FieldError.Required);
            return "";
        }

        check.Require(value.Length is >= PasswordLengthMin and <= PasswordLengthMax, field, $"{PasswordLengthMin} to {PasswordLengthMax} characters.",
            FieldError.Length(PasswordLengthMin, PasswordLengthMax));
        return value;
    }
}
