using System.Threading.Channels;
using MailKit.Net.Smtp;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>
/// Hands mail to the mail server, a few at a time. Mail waits in memory: if it is lost with the process, or given up, the
/// customer can ask for it again. Mail that the server puts off is tried again later, and holds up no other mail.
/// </summary>
internal sealed partial class MailQueue(StampedeSettings settings, TimeProvider time, ILogger<MailQueue> log) : BackgroundService
{
    /// <summary>On their way at once, those that wait for another attempt included.</summary>
    public const int OnTheirWayMax = 10_000;

    private const int SendersMax = 4;

    /// <summary>Before each further attempt: the last ones are for servers that put off whom they do not know.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)];

    // Bounded by the places.
    private readonly Channel<(OutgoingMail Mail, int Attempt)> waiting = Channel.CreateUnbounded<(OutgoingMail, int)>();
    private int onTheirWay;

    /// <summary>Null: no mail server is set.</summary>
    public MailSettings? Server => settings.Mail;

    internal int OnTheirWay => Volatile.Read(ref onTheirWay);

    /// <summary>A place for a mail, before anything is noted of it. To be disposed of, whether it was used or not.</summary>
    /// <returns>Null: too many are on their way.</returns>
    public Place? TryReserve()
    {
        if (Interlocked.Increment(ref onTheirWay) <= OnTheirWayMax)
            return new Place(this);
        Interlocked.Decrement(ref onTheirWay);
        return null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Server is not { } server)
            return;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, SendersMax).Select(_ => SendAllAsync(server, stoppingToken)));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SendAllAsync(MailSettings server, CancellationToken stopping)
    {
        await foreach (var (mail, attempt) in waiting.Reader.ReadAllAsync(stopping))
        {
            if (await TrySendAsync(server, mail, attempt, stopping))
                Interlocked.Decrement(ref onTheirWay);
            else
                _ = SendLaterAsync(mail, attempt, stopping);
        }
    }

    private async Task SendLaterAsync(OutgoingMail mail, int attempt, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Pauses[attempt], time, stopping);
            waiting.Writer.TryWrite((mail, attempt + 1));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <returns>False: to be tried once more.</returns>
    private async Task<bool> TrySendAsync(MailSettings server, OutgoingMail mail, int attempt, CancellationToken stopping)
    {
        try
        {
            await Smtp.HandInAsync(server, mail, stopping);
            return true;
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500)
        {
            // The same again would be told the same. Not with its words: they may name the mailbox.
            Refused(server.Host, (int)refused.StatusCode, refused.ErrorCode);
            return true;
        }
        catch (Exception fault) when (Smtp.IsFault(fault, stopping))
        {
            if (attempt < Pauses.Length)
                return false;
            GivenUp(server.Host, fault is SmtpCommandException putOff ? $"it says {(int)putOff.StatusCode}" : fault.Message);
            return true;
        }
    }

    /// <summary>Room for one mail.</summary>
    public sealed class Place(MailQueue queue) : IDisposable
    {
        private MailQueue? queue = queue;

        public void Send(OutgoingMail mail) => Interlocked.Exchange(ref queue, null)?.waiting.Writer.TryWrite((mail, 0));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref queue, null) is { } unused)
                Interlocked.Decrement(ref unused.onTheirWay);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A mail could not be handed to the mail server {Host} and is given up; its reader can ask for another: {Reason}")]
    private partial void GivenUp(string host, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The mail server {Host} refuses a mail for good ({Status}, {Reason}); it is not tried again")]
    private partial void Refused(string host, int status, SmtpErrorCode reason);
}
