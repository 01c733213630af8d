using Stampede.Server.Accounts;
using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>The first operator's sign-in. Whoever sets it decides: at each start the account is made to match.</summary>
internal sealed record OperatorSettings(string Email, string Password)
{
    public static OperatorSettings? Load(SettingReader read)
    {
        var email = read.Text(SignIn.OperatorEmail);
        var password = read.Text(SignIn.OperatorPassword);
        if (email is null && password is null)
            return null;
        if (password is null)
            throw SignIn.OperatorPassword.Wrong(null, $"set too where {SignIn.OperatorEmail.Variable} is");
        email ??= OperatorAccount.DefaultEmail;
        if (!CredentialRules.IsEmail(email))
            throw SignIn.OperatorEmail.Wrong(email);
        if (password.Length is < CredentialRules.PasswordLengthMin or > CredentialRules.PasswordLengthMax)
            throw SignIn.OperatorPassword.Wrong(null, $"{SignIn.OperatorPassword.Range} (it is {password.Length})");
        return new OperatorSettings(email, password);
    }

    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => Email;
}
