using System.Net;
using System.Net.Mail;
using System.Threading.Channels;
using Stampede.Server.Settings;

namespace Stampede.Server.Mail;

internal sealed record Letter(string To, string Subject, string Text);

/// <summary>
/// Letters on their way to the mail server, one after the other. They wait in memory: what is lost with the process, or
/// given up, can be asked for again.
/// </summary>
internal sealed partial class Outbox(StampedeSettings settings, TimeProvider time, ILogger<Outbox> log) : BackgroundService
{
    private const int WaitingMax = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Before each further attempt.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    private readonly Channel<Letter> waiting = Channel.CreateBounded<Letter>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <summary>Null: no mail server is set.</summary>
    public MailSettings? Mail => settings.Mail;

    /// <returns>False: there is no mail server, or too much waits for it.</returns>
    public bool TrySend(Letter letter) => Mail is not null && waiting.Writer.TryWrite(letter);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Mail is not { } mail)
            return;
        try
        {
            await foreach (var letter in waiting.Reader.ReadAllAsync(stoppingToken))
                await SendAsync(mail, letter, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SendAsync(MailSettings mail, Letter letter, CancellationToken stopping)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await HandInAsync(mail, letter, stopping);
                return;
            }
            catch (Exception fault) when (fault is SmtpException or IOException or OperationCanceledException && !stopping.IsCancellationRequested)
            {
                if (attempt == Pauses.Length)
                {
                    GivenUp(mail.Host, fault.Message);
                    return;
                }

                await Task.Delay(Pauses[attempt], time, stopping);
            }
        }
    }

    private static async Task HandInAsync(MailSettings mail, Letter letter, CancellationToken stopping)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        bounded.CancelAfter(Patience);
        using var server = new SmtpClient(mail.Host, mail.Port) { EnableSsl = mail.Tls };
        if (mail.User is not null)
            server.Credentials = new NetworkCredential(mail.User, mail.Password);
        using var message = new MailMessage(mail.From, letter.To, letter.Subject, letter.Text);
        await server.SendMailAsync(message, bounded.Token);
    }

    [LoggerMessage(1, LogLevel.Error, "A letter could not be handed to the mail server {Host} and is given up; its reader can ask for another: {Reason}")]
    private partial void GivenUp(string host, string reason);
}
