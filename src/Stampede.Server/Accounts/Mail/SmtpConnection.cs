using System.Globalization;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>A connection to the mail server, kept open while letters follow one another.</summary>
internal sealed class SmtpConnection(MailSettings server) : IDisposable
{
    /// <summary>For one letter, the connection included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private SmtpClient? client;

    /// <exception cref="SmtpCommandException">The server said no; from 500 on it will say so again.</exception>
    public async Task HandInAsync(MimeMessage message, CancellationToken stopping)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        bounded.CancelAfter(Patience);
        try
        {
            client ??= await ConnectAsync(bounded.Token);
            await client.SendAsync(message, bounded.Token);
        }
        catch (SmtpCommandException) when (client is { IsConnected: true })
        {
            // It was answered: the connection is as good as before.
            throw;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Nothing is left to send.</summary>
    public async Task CloseAsync(CancellationToken stopping)
    {
        if (client is null)
            return;
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        bounded.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await client.DisconnectAsync(quit: true, bounded.Token);
        }
        catch (Exception fault) when (IsFault(fault, stopping))
        {
            // It is closed all the same.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        client?.Dispose();
        client = null;
    }

    /// <summary>The mail server is not there, or does not do as it should: the same letter may go another time.</summary>
    public static bool IsFault(Exception fault, CancellationToken stopping) =>
        fault is CommandException or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException
            or SslHandshakeException or IOException or System.Net.Sockets.SocketException or TimeoutException or NotSupportedException
        || (fault is OperationCanceledException && !stopping.IsCancellationRequested);

    /// <summary>What operators are told, in a word that pages know. Not the server's own words: they may name the mailbox.</summary>
    public static string CodeOf(Exception fault) => fault switch
    {
        SmtpCommandException answer => string.Create(CultureInfo.InvariantCulture, $"says_{(int)answer.StatusCode}"),
        AuthenticationException or ServiceNotAuthenticatedException => "sign_in_refused",
        SslHandshakeException or NotSupportedException => "no_tls",
        OperationCanceledException or TimeoutException => "no_answer",
        _ => "unreachable",
    };

    private async Task<SmtpClient> ConnectAsync(CancellationToken cancellation)
    {
        var connecting = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await connecting.ConnectAsync(server.Host, server.Port, SecurityOf(server), cancellation);
            if (server.User is not null)
                await connecting.AuthenticateAsync(server.User, server.Password!, cancellation);
            return connecting;
        }
        catch
        {
            connecting.Dispose();
            throw;
        }
    }

    private static SecureSocketOptions SecurityOf(MailSettings server) => server switch
    {
        { Tls: false } => SecureSocketOptions.None,
        { Port: 465 } => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}
