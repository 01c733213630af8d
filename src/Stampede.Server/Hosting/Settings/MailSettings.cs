using Stampede.Server.Accounts;

namespace Stampede.Server.Hosting;

/// <summary>Where mail is handed in, by SMTP. Without it, operators confirm accounts by hand.</summary>
/// <param name="PublicUrl">The shop's own address, that links lead to: <c>https://shop.example</c>. Never taken from a request.</param>
/// <param name="Tls">By STARTTLS; on port 465 from the first byte.</param>
internal sealed record MailSettings(string Host, int Port, bool Tls, string From, string? User, string? Password, string PublicUrl)
{
    /// <summary>To one mailbox, and for one account: 1 to 1,000 in a day. Default: 5.</summary>
    public int PerMailboxPerDay { get; init; } = 5;

    /// <summary>Asked for from one network address: 1 to 100,000 in an hour. Default: 100.</summary>
    public int PerAddressPerHour { get; init; } = 100;

    public static MailSettings? Load(SettingReader read, string? publicUrl)
    {
        const string FromName = "Stampede:Mail:From";
        var (host, from) = (read.OptionalText("Stampede:Mail:Host"), read.OptionalText(FromName));
        var (port, tls) = (read.Number("Stampede:Mail:Port", 587, 1, 65_535), read.Flag("Stampede:Mail:Tls", true));
        var (user, password) = (read.OptionalText("Stampede:Mail:User"), read.OptionalText("Stampede:Mail:Password"));
        var (perMailbox, perAddress) = (read.Number("Stampede:Mail:PerMailboxPerDay", 5, 1, 1_000), read.Number("Stampede:Mail:PerAddressPerHour", 100, 1, 100_000));
        if (host is null)
            return null;
        if (from is null || !CredentialRules.IsEmail(from))
            throw SettingReader.Wrong(FromName, from ?? "", "an e-mail address");
        if ((user is null) != (password is null))
            throw SettingReader.Wrong("Stampede:Mail:Password", null, "set where Stampede__Mail__User is, and only there");
        if (publicUrl is null)
            throw SettingReader.Wrong("Stampede:PublicUrl", "", "the shop's address, such as https://shop.example, where mail is sent: its links lead there");
        return new MailSettings(host, port, tls, from, user, password, publicUrl) { PerMailboxPerDay = perMailbox, PerAddressPerHour = perAddress };
    }

    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
