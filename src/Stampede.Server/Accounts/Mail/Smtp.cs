using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Text;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

internal sealed record OutgoingMail(string To, string Subject, string Text);

/// <summary>Hands one mail to the mail server.</summary>
internal static class Smtp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="SmtpCommandException">The server said no; from 500 on it will say so again.</exception>
    public static async Task HandInAsync(MailSettings server, OutgoingMail mail, CancellationToken stopping)
    {
        using var message = new MimeMessage
        {
            Subject = mail.Subject,
            Body = new TextPart(TextFormat.Plain) { Text = mail.Text },
        };
        message.From.Add(new MailboxAddress(null, server.From));
        message.To.Add(new MailboxAddress(null, mail.To));
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        bounded.CancelAfter(Patience);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(server.Host, server.Port, Security(server), bounded.Token);
        if (server.User is not null)
            await client.AuthenticateAsync(server.User, server.Password!, bounded.Token);
        await client.SendAsync(message, bounded.Token);
        await client.DisconnectAsync(quit: true, bounded.Token);
    }

    /// <summary>The mail server is not there, or does not do as it should: the same mail may go another time.</summary>
    public static bool IsFault(Exception fault, CancellationToken stopping) =>
        fault is CommandException or ProtocolException or ServiceNotConnectedException or AuthenticationException or SslHandshakeException
            or IOException or System.Net.Sockets.SocketException or TimeoutException or NotSupportedException
        || (fault is OperationCanceledException && !stopping.IsCancellationRequested);

    private static SecureSocketOptions Security(MailSettings server) => server switch
    {
        { Tls: false } => SecureSocketOptions.None,
        { Port: 465 } => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}
