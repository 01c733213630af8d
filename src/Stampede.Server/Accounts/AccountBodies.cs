using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Stampede.Domain;

namespace Stampede.Server.Accounts;

// What is missing is null, and said to be missing by the handler's validation; [Required] is for the description.

internal sealed record RegisterBody(
    [property: Required] string? Email, [property: Required] string? Password, [property: Required] string? DisplayName);

internal sealed record SignInBody([property: Required] string? Email, [property: Required] string? Password);

internal sealed record GuestBody([property: Required] string? DisplayName);

internal sealed record RefreshBody([property: Required] string? RefreshToken);

/// <param name="Token">What stands behind the # of the link.</param>
internal sealed record ConfirmBody([property: Required] string? Token);

internal sealed record ConfirmAccountBody([property: Required] string? Email);

internal sealed record ConfirmedAccount(string Email, string DisplayName);

/// <param name="Confirmed">Their sessions pass for those of confirmed accounts; absent: they do not.</param>
internal sealed record RehearsalCustomersBody([property: Required] int? Count, [property: Required] string? Prefix, bool? Confirmed = null);

/// <summary>The caller as they are signed in.</summary>
internal sealed record Me(CustomerId Id, string DisplayName, IReadOnlyList<string> Roles)
{
    /// <summary>Absent for a guest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    public static Me Of(Caller caller) => new(caller.Id, caller.DisplayName, caller.Roles) { Email = caller.Email };
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
