using Stampede.Server.Accounts;

namespace Stampede.Server.Hosting;

/// <summary>The first operator's sign-in. Whoever sets it decides: at each start the account is made to match.</summary>
internal sealed record OperatorSettings(string Email, string Password)
{
    public static OperatorSettings? Load(SettingReader read)
    {
        const string EmailName = "Stampede:Operator:Email";
        const string PasswordName = "Stampede:Operator:Password";
        var email = read.OptionalText(EmailName);
        var password = read.OptionalText(PasswordName);
        if (email is null && password is null)
            return null;
        if (password is null)
            throw SettingReader.Wrong(PasswordName, null, $"set too where {EmailName.Replace(":", "__", StringComparison.Ordinal)} is");
        email ??= OperatorAccount.DefaultEmail;
        if (!CredentialRules.IsEmail(email))
            throw SettingReader.Wrong(EmailName, email, "an e-mail address");
        if (password.Length is < CredentialRules.PasswordLengthMin or > CredentialRules.PasswordLengthMax)
            throw SettingReader.Wrong(PasswordName, null, $"{CredentialRules.PasswordLengthMin} to {CredentialRules.PasswordLengthMax} characters long (it is {password.Length})");
        return new OperatorSettings(email, password);
    }

    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => Email;
}
