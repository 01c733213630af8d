using System.Net;

namespace Stampede.Server.Accounts;

/// <summary>
/// What an investigation wants to know of passwords and rights: by account and address, never by what a caller wrote.
/// A guest's sign-in proves nothing and comes by the thousand: it is not told.
/// </summary>
internal sealed partial class SecurityLog(ILogger<SecurityLog> log)
{
    [LoggerMessage(1, LogLevel.Information, "Account {Account} has signed in from {Address}")]
    public partial void SignedIn(Guid account, IPAddress? address);

    /// <param name="account">Null: there is none with this e-mail.</param>
    [LoggerMessage(2, LogLevel.Warning, "Wrong password for account {Account} from {Address}")]
    public partial void WrongPassword(Guid? account, IPAddress? address);

    [LoggerMessage(3, LogLevel.Warning, "{Address} is locked out of an account for {Seconds} s more")]
    public partial void LockedOut(IPAddress? address, int seconds);

    [LoggerMessage(4, LogLevel.Warning, "Account {Account} may not {Method} {Route}; it tried from {Address}")]
    public partial void Forbidden(Guid? account, string method, string? route, IPAddress? address);

    [LoggerMessage(5, LogLevel.Warning, "Wrong second factor for account {Account} from {Address}")]
    public partial void WrongSecondFactor(Guid account, IPAddress? address);

    [LoggerMessage(6, LogLevel.Information, "The second factor of account {Account} has changed ({What}) from {Address}")]
    public partial void SecondFactorChanged(Guid account, string what, IPAddress? address);

    [LoggerMessage(7, LogLevel.Information, "Account {Owner} has done {What} to account {Account} from {Address}")]
    public partial void PersonChanged(Guid owner, string what, Guid account, IPAddress? address);

    [LoggerMessage(8, LogLevel.Information, "Account {Account} has another password, set from {Address}")]
    public partial void PasswordChanged(Guid account, IPAddress? address);

    [LoggerMessage(9, LogLevel.Information, "Account {Owner} has made the key {Key} from {Address}")]
    public partial void KeyMade(Guid owner, Guid key, IPAddress? address);

    [LoggerMessage(10, LogLevel.Information, "Account {Owner} has revoked the key {Key} from {Address}")]
    public partial void KeyRevoked(Guid owner, Guid key, IPAddress? address);

    [LoggerMessage(20, LogLevel.Information, "Account {Account} was erased by its owner")]
    public partial void Erased(Guid account);
}
