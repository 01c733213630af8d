using System.Text.Json.Serialization;
using Stampede.Domain;

namespace Stampede.Server.Accounts;

// What is missing is null, and said to be missing by the handler's validation.

internal sealed record RegisterBody(string? Email, string? Password, string? DisplayName);

internal sealed record SignInBody(string? Email, string? Password);

internal sealed record GuestBody(string? DisplayName);

internal sealed record RefreshBody(string? RefreshToken);

internal sealed record RehearsalCustomersBody(int? Count, string? Prefix);

/// <summary>The caller as they are signed in.</summary>
internal sealed record Me(
    CustomerId Id,
    string DisplayName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email,
    IReadOnlyList<string> Roles)
{
    public static Me Of(Caller caller) => new(caller.Id, caller.DisplayName, caller.Email, caller.Roles);
}

internal sealed record RehearsalCustomer(CustomerId Id, string DisplayName, string AccessToken);

internal sealed record RehearsalCustomers(IReadOnlyList<RehearsalCustomer> Items);
