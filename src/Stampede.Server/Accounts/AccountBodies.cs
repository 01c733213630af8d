using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Stampede.Domain;

namespace Stampede.Server.Accounts;

// What is missing is null, and the handler says that it is missing: [Required] is for the API's description alone.

/// <param name="DisplayName">Seen as at most 40 characters, of which some are made of several.</param>
/// <param name="Language">What mail is written in; absent: the shop's own.</param>
internal sealed record RegisterBody(
    [property: Required, StringLength(CredentialRules.EmailLengthMax, MinimumLength = CredentialRules.EmailLengthMin)] string? Email,
    [property: Required, StringLength(CredentialRules.PasswordLengthMax, MinimumLength = CredentialRules.PasswordLengthMin)] string? Password,
    [property: Required, StringLength(Http.DisplayName.CodePointsMax, MinimumLength = 1)] string? DisplayName,
    [property: AllowedValues("en", "de", null)] string? Language = null);

/// <param name="Password">Absent: none yet; a link that is mailed sets one.</param>
/// <param name="Language">What mail is written in; absent: the shop's own.</param>
internal sealed record UpgradeBody(
    [property: Required, StringLength(CredentialRules.EmailLengthMax, MinimumLength = CredentialRules.EmailLengthMin)] string? Email,
    [property: StringLength(CredentialRules.PasswordLengthMax, MinimumLength = CredentialRules.PasswordLengthMin)] string? Password = null,
    [property: AllowedValues("en", "de", null)] string? Language = null);

/// <param name="Language">Of the page that asks; absent: the account's own.</param>
internal sealed record ForgotPasswordBody(
    [property: Required, StringLength(CredentialRules.EmailLengthMax, MinimumLength = CredentialRules.EmailLengthMin)] string? Email,
    [property: AllowedValues("en", "de", null)] string? Language = null);

/// <param name="Token">What stands behind the # of the link.</param>
internal sealed record ResetPasswordBody(
    [property: Required] string? Token,
    [property: Required, StringLength(CredentialRules.PasswordLengthMax, MinimumLength = CredentialRules.PasswordLengthMin)] string? Password);

internal sealed record ChangePasswordBody(
    [property: Required, StringLength(CredentialRules.PasswordLengthMax, MinimumLength = 1)] string? CurrentPassword,
    [property: Required, StringLength(CredentialRules.PasswordLengthMax, MinimumLength = CredentialRules.PasswordLengthMin)] string? Password);

internal sealed record ChangeEmailBody(
    [property: Required, StringLength(CredentialRules.EmailLengthMax, MinimumLength = CredentialRules.EmailLengthMin)] string? Email,
    [property: Required, StringLength(CredentialRules.PasswordLengthMax, MinimumLength = 1)] string? Password);

/// <param name="DisplayName">Absent: stays. Seen as at most 40 characters, of which some are made of several.</param>
/// <param name="Language">Absent: stays.</param>
/// <param name="HideName">Purchases are shown under no name. Absent: stays.</param>
internal sealed record ChangeMeBody(
    [property: StringLength(Http.DisplayName.CodePointsMax, MinimumLength = 1)] string? DisplayName = null,
    [property: AllowedValues("en", "de", null)] string? Language = null,
    bool? HideName = null);

internal sealed record SignInBody(
    [property: Required, StringLength(CredentialRules.EmailLengthMax, MinimumLength = 1)] string? Email,
    [property: Required, StringLength(CredentialRules.PasswordLengthMax, MinimumLength = 1)] string? Password);

/// <param name="DisplayName">Seen as at most 40 characters, of which some are made of several.</param>
internal sealed record GuestBody([property: Required, StringLength(Http.DisplayName.CodePointsMax, MinimumLength = 1)] string? DisplayName);

internal sealed record RefreshBody([property: Required] string? RefreshToken);

/// <param name="Token">What stands behind the # of the link.</param>
internal sealed record ConfirmBody([property: Required] string? Token);

internal sealed record ConfirmAccountBody(
    [property: Required, StringLength(CredentialRules.EmailLengthMax, MinimumLength = CredentialRules.EmailLengthMin)] string? Email);

internal sealed record ConfirmedAccount(string Email, string DisplayName);

/// <param name="Confirmed">Their sessions pass for those of confirmed accounts; absent: they do not.</param>
internal sealed record RehearsalCustomersBody(
    [property: Required, Range(1, 10_000)] int? Count, [property: Required, StringLength(30, MinimumLength = 1)] string? Prefix, bool? Confirmed = null);

/// <summary>The caller as they are signed in.</summary>
internal sealed record Me(CustomerId Id, string DisplayName, IReadOnlyList<string> Roles)
{
    /// <summary>Absent for a guest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    /// <summary>viewer, support, operator or owner; absent for a customer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>True: the shop wants a second factor of them, and until it is set up they have no role. Absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? LacksSecondFactor { get; init; }

    public static Me Of(Caller caller) => new(caller.Id, caller.DisplayName, caller.Roles)
    {
        Email = caller.Email,
        Role = caller.Role is { } role ? Names.Of(role) : null,
        LacksSecondFactor = caller.LacksSecondFactor ? true : null,
    };
}

/// <summary>Who the caller is, where they may be nobody.</summary>
internal sealed record SessionAnswer
{
    /// <summary>Absent: nobody is signed in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Me? Me { get; init; }
}

internal sealed record RehearsalCustomer(CustomerId Id, string DisplayName, string AccessToken);

internal sealed record RehearsalCustomers(IReadOnlyList<RehearsalCustomer> Items);
