using System.Globalization;
using System.Text.Json;
using MailKit.Net.Smtp;
using Stampede.Postgres.Letters;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>Sends the letters that are due, and writes those that a line's end asks for. What the mail server puts off is tried again for a week.</summary>
internal sealed partial class LetterSending(LetterRows rows, StampedeSettings settings, TimeProvider time, ILogger<LetterSending> log)
    : PeriodicWork(TimeSpan.FromSeconds(1), "Letters that are due could not be sent", time, log)
{
    private const int AtOnceMax = 16;
    private const int PageSize = 2_000;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Before each further attempt; the last one is repeated.</summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    private const int TriesMax = 24 * 7;

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        await rows.TellOverAsync(PageSize, cancellation);
        // Without a mail server letters wait: one may be set up, and operators see how many there are.
        if (settings.Mail is not { } server)
            return;
        while (await rows.LeaseDueAsync(AtOnceMax, Lease, cancellation) is { Count: > 0 } letters)
        {
            await Task.WhenAll(letters.Select(letter => SendAsync(server, letter, cancellation)));
            if (letters.Count < AtOnceMax)
                return;
        }
    }

    private async Task SendAsync(MailSettings server, Letter letter, CancellationToken cancellation)
    {
        if (letter.To is not { } to)
        {
            await rows.GiveUpAsync(letter, "no_address", cancellation);
            return;
        }

        try
        {
            await Smtp.HandInAsync(server, LetterTexts.Of(letter, to, server.PublicUrl), cancellation);
            await rows.MarkSentAsync(letter, CancellationToken.None);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500)
        {
            // The same again would be told the same. Not with its words: they may name the mailbox.
            Refused(letter.Id, (int)refused.StatusCode);
            await rows.GiveUpAsync(letter, string.Create(CultureInfo.InvariantCulture, $"refused_{(int)refused.StatusCode}"), CancellationToken.None);
        }
        catch (Exception fault) when (Smtp.IsFault(fault, cancellation))
        {
            if (letter.Tries >= TriesMax)
                await rows.GiveUpAsync(letter, "mail_server_away", CancellationToken.None);
            else
                await rows.PutOffAsync(letter, Pauses[Math.Min(letter.Tries, Pauses.Length) - 1], fault.GetType().Name, CancellationToken.None);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The mail server refuses letter {Letter} for good ({Status}); it is not tried again")]
    private partial void Refused(long letter, int status);
}

/// <summary>What letters say. In English and then in German: which of them a customer reads is not known.</summary>
internal static class LetterTexts
{
    public static OutgoingMail Of(Letter letter, string to, string publicUrl)
    {
        var link = $"{publicUrl}/drops/{letter.DropSlug}";
        return letter.Kind switch
        {
            "offer" => Offer(letter, to, link),
            "over" => Over(letter, to, link),
            "sent" => Sent(letter, to),
            _ => throw new InvalidDataException($"Nobody knows what a letter of the kind {letter.Kind} says."),
        };
    }

    private static OutgoingMail Offer(Letter letter, string to, string link)
    {
        using var data = JsonDocument.Parse(letter.Data);
        var payBy = data.RootElement.GetProperty("payBy").GetDateTimeOffset().ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var what = $"{data.RootElement.GetProperty("quantity").GetInt32().ToString(CultureInfo.InvariantCulture)} × {letter.DropName}, {letter.VariantLabel}";
        return new(to, $"It is your turn: {letter.DropName}", $"""
            Hello {letter.CustomerName},

            it is your turn: {what} is set aside for you, until {payBy} UTC. Buy it in time, here:

            {link}

            If you do not want it, say so there, and the next person is asked at once. Without scripts: {link}/turn

            ---

            Hallo {letter.CustomerName},

            du bist an der Reihe: {what} liegt für dich bereit, bis {payBy} UTC. Kaufe rechtzeitig, hier:

            {link}

            Möchtest du es nicht, so sage es dort: Dann wird sofort die nächste Person gefragt. Ohne Skripte: {link}/turn

            """);
    }

    private static OutgoingMail Sent(Letter letter, string to)
    {
        using var data = JsonDocument.Parse(letter.Data);
        string?[] lines = [TextOf("carrier"), TextOf("tracking")];
        var how = string.Join(", ", lines.OfType<string>());
        return new(to, $"On its way: {letter.DropName}", $"""
            Hello,

            your order of {letter.DropName} was sent. {how}

            ---

            Hallo,

            deine Bestellung von {letter.DropName} ist verschickt. {how}

            """);

        string? TextOf(string name) => data.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static OutgoingMail Over(Letter letter, string to, string link) => new(to, $"Not this time: {letter.DropName}", $"""
        Hello {letter.CustomerName},

        the line for {letter.DropName} is over, and it did not come to you. Nothing was charged. Your place, who was last, and the proof
        that everybody was served in order are here:

        {link}

        ---

        Hallo {letter.CustomerName},

        die Schlange für {letter.DropName} ist zu Ende, und du bist nicht an die Reihe gekommen. Es wurde nichts abgebucht. Dein Platz, wer
        die letzte Person war, und der Nachweis, dass alle der Reihe nach bedient wurden, stehen hier:

        {link}

        """);
}
