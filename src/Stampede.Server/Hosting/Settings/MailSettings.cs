using Stampede.Server.Accounts;
using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>Where mail is handed in, by SMTP. Without it, operators confirm accounts by hand.</summary>
/// <param name="PublicUrl">The shop's own address, that links lead to. Never taken from a request.</param>
internal sealed record MailSettings(string Host, int Port, bool Tls, string From, string? User, string? Password, string PublicUrl)
{
    public int PerMailboxPerDay { get; init; } = Letters.PerMailboxPerDay.Default;

    public int PerAddressPerHour { get; init; } = Letters.PerAddressPerHour.Default;

    public static MailSettings? Load(SettingReader read, string? publicUrl)
    {
        var (host, from) = (read.Text(Letters.Host), read.Text(Letters.From));
        var (port, tls) = (read.Number(Letters.Port), read.Flag(Letters.Tls));
        var (user, password) = (read.Text(Letters.User), read.Text(Letters.Password));
        var (perMailbox, perAddress) = (read.Number(Letters.PerMailboxPerDay), read.Number(Letters.PerAddressPerHour));
        if (host is null)
            return null;
        if (from is null || !CredentialRules.IsEmail(from))
            throw Letters.From.Wrong(from ?? "");
        if ((user is null) != (password is null))
            throw Letters.Password.Wrong(null);
        if (publicUrl is null)
            throw Shop.PublicUrl.Wrong("", "the shop's address, such as https://shop.example, where mail is sent: its links lead there");
        return new MailSettings(host, port, tls, from, user, password, publicUrl) { PerMailboxPerDay = perMailbox, PerAddressPerHour = perAddress };
    }

    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
