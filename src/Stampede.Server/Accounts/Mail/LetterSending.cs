using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using MailKit.Net.Smtp;
using MimeKit;
using Stampede.Postgres.Letters;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Storefront;

namespace Stampede.Server.Accounts;

/// <summary>
/// Sends the letters of one priority that are due. Each priority has its own connections, so that nobody who waits for a link to sign in by
/// waits behind ten thousand receipts. What the mail server does not take is tried again for a week.
/// </summary>
internal sealed partial class LetterSending(
    LetterPriority priority, LetterRows rows, LetterTexts texts, ShopIdentity shop, LetterMetrics metrics, StampedeSettings settings, TimeProvider time,
    ILogger<LetterSending> log) : BackgroundService
{
    private const int ConnectionsMax = 8;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Longer than one letter may take. Whoever takes a letter and dies holds it up for so long.</summary>
    private static readonly TimeSpan Lease = 2 * SmtpConnection.Patience;

    /// <summary>Before each further attempt; the last one is repeated.</summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    private readonly Channel<SmtpConnection> idle = Channel.CreateBounded<SmtpConnection>(ConnectionsMax);
    private bool isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without a mail server letters wait: one may be set up, and operators see how many there are.
        if (settings.Mail is not { } server)
            return;
        for (var i = 0; i < ConnectionsMax; i++)
            idle.Writer.TryWrite(new SmtpConnection(server));
        try
        {
            while (await idle.Reader.WaitToReadAsync(stoppingToken))
            {
                var letters = await LeaseAsync(idle.Reader.Count, stoppingToken);
                foreach (var letter in letters)
                    _ = SendByAsync(await idle.Reader.ReadAsync(stoppingToken), server, letter, stoppingToken);
                if (letters.Count > 0)
                    continue;
                await CloseIdleAsync(stoppingToken);
                await Task.Delay(BetweenLooks, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task<IReadOnlyList<Letter>> LeaseAsync(int limit, CancellationToken stopping)
    {
        try
        {
            var letters = await rows.LeaseDueAsync(priority, limit, Lease, stopping);
            isFailing = false;
            return letters;
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested && (ExceptionProblems.IsOfDatabase(fault) || fault is TimeoutException))
        {
            if (!isFailing)
                LeasingFailed(fault.Message);
            isFailing = true;
            return [];
        }
    }

    private async Task CloseIdleAsync(CancellationToken stopping)
    {
        for (var left = idle.Reader.Count; left > 0 && idle.Reader.TryRead(out var connection); left--)
        {
            await connection.CloseAsync(stopping);
            idle.Writer.TryWrite(connection);
        }
    }

    private async Task SendByAsync(SmtpConnection connection, MailSettings server, Letter letter, CancellationToken stopping)
    {
        try
        {
            await SendAsync(connection, server, letter, stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Its lease ends by itself, and it is tried again.
            SendingFailed(fault, letter.Id);
        }
        catch (OperationCanceledException)
        {
            // The server stops; another start sends it.
        }
        finally
        {
            idle.Writer.TryWrite(connection);
        }
    }

    private async Task SendAsync(SmtpConnection connection, MailSettings server, Letter letter, CancellationToken stopping)
    {
        if (IsPointless(letter))
        {
            await rows.ForgetAsync(letter, CancellationToken.None);
            return;
        }

        if (letter.Reader.Address is not { } to)
        {
            await rows.GiveUpAsync(letter, "no_address", CancellationToken.None);
            return;
        }

        try
        {
            using var message = MessageOf(letter, to, server);
            await connection.HandInAsync(message, stopping);
            await rows.MarkSentAsync(letter, CancellationToken.None);
            metrics.Sent(letter.Kind);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500)
        {
            // The same again would be told the same.
            Refused(letter.Id, (int)refused.StatusCode);
            await rows.GiveUpAsync(letter, SmtpConnection.CodeOf(refused), CancellationToken.None);
            metrics.Failed(letter.Kind, isForGood: true);
        }
        catch (Exception fault) when (SmtpConnection.IsFault(fault, stopping))
        {
            await rows.PutOffAsync(letter, Pauses[Math.Min(letter.Tries, Pauses.Length) - 1], SmtpConnection.CodeOf(fault), CancellationToken.None);
            metrics.Failed(letter.Kind, isForGood: false);
        }
    }

    /// <summary>Nobody has the account that a password was asked for, or it is confirmed meanwhile.</summary>
    private static bool IsPointless(Letter letter) => letter.Kind switch
    {
        LetterKind.Reset or LetterKind.EmailChange => letter.Reader.Account is null,
        LetterKind.Confirm => letter.Reader.Account is null || letter.Reader.IsConfirmed,
        _ => false,
    };

    private MimeMessage MessageOf(Letter letter, string to, MailSettings server)
    {
        var identity = shop.Current;
        var language = identity.LanguageOf(letter.Reader.Language);
        var content = texts.Of(letter, language, identity, server.PublicUrl);
        var message = new MimeMessage
        {
            Subject = content.Subject,
            Date = time.GetUtcNow(),
            // The same where it goes twice: then the reader's program shows one.
            MessageId = MessageIdOf(letter, to, server),
            Body = new BodyBuilder { TextBody = LetterLayout.Text(content, identity.Name), HtmlBody = LetterLayout.Html(content, language, identity.Name, server.PublicUrl) }.ToMessageBody(),
        };
        message.From.Add(new MailboxAddress(identity.SenderName, server.From));
        message.To.Add(new MailboxAddress(null, to));
        if (identity.ReplyTo is { } replyTo)
            message.ReplyTo.Add(new MailboxAddress(identity.SenderName, replyTo));
        // Nobody's "I am away" is to come back.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (content.Unsubscribe is { } unsubscribe)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{unsubscribe}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        return message;
    }

    private static string MessageIdOf(Letter letter, string to, MailSettings server)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{letter.Kind}\n{letter.About}\n{to}\n{server.PublicUrl}"));
        return $"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}@{server.From[(server.From.LastIndexOf('@') + 1)..]}";
    }

    [LoggerMessage(1, LogLevel.Warning, "The mail server refuses letter {Letter} for good ({Status}); it is not tried again")]
    private partial void Refused(long letter, int status);

    [LoggerMessage(2, LogLevel.Warning, "Letters that are due cannot be read, trying on: {Reason}")]
    private partial void LeasingFailed(string reason);

    [LoggerMessage(3, LogLevel.Error, "Letter {Letter} could not be sent; it is tried again")]
    private partial void SendingFailed(Exception fault, long letter);
}
