using System.Globalization;
using System.Text.Json;
using Stampede.Domain;
using Stampede.Postgres.Letters;
using Stampede.Postgres.Operations;
using Stampede.Server.Drops;
using Stampede.Server.Operations;
using Stampede.Server.Storefront;

namespace Stampede.Server.Accounts;

/// <summary>What letters say, in each language. Links are made here, when a letter is sent.</summary>
internal sealed class LetterTexts(EmailConfirmation confirmation, PasswordReset reset, EmailChange change, MailedLinks links)
{
    /// <summary>In the data of an invitation: its token, sealed by <see cref="MailedLinks"/> for this purpose.</summary>
    public const string InvitationPurpose = "Stampede.Invitation";

    public LetterContent Of(Letter letter, string language, CurrentShop shop, string publicUrl) => Without(letter, language, shop, publicUrl) with
    {
        OwnWords = shop.Stored.WordsOf(letter.Kind).Only(language),
    };

    /// <summary>The letter without the shop's own words.</summary>
    public LetterContent Without(Letter letter, string language, CurrentShop shop, string publicUrl)
    {
        var words = new Words(letter, language, shop.Zone);
        return letter.Kind switch
        {
            LetterKind.Confirm => Confirm(words, shop, $"{publicUrl}/confirm#{confirmation.WriteToken(letter.Reader.Account!.Value, letter.Reader.EmailKey!)}"),
            LetterKind.Reset => Reset(words, shop, $"{publicUrl}/reset-password#{reset.WriteToken(letter.Reader)}"),
            LetterKind.EmailChange => EmailChange(words, shop, $"{publicUrl}/confirm#{change.WriteToken(letter.Reader)}"),
            LetterKind.EmailChanged => EmailChanged(words, shop, letter.Data),
            LetterKind.PasswordChanged => PasswordChanged(words, shop, $"{publicUrl}/forgot-password"),
            LetterKind.Invitation => Invitation(words, shop, $"{publicUrl}/invitation#{links.Read(InvitationPurpose, letter.Data.GetProperty("sealed").GetString()!)}"),
            LetterKind.Offer => Offer(words, letter, $"{publicUrl}/drops/{letter.Drop!.Slug}"),
            LetterKind.Over => Over(words, letter, $"{publicUrl}/drops/{letter.Drop!.Slug}"),
            LetterKind.Receipt => Receipt(words, letter, $"{publicUrl}/receipts/{letter.About}"),
            LetterKind.Refunded => Refunded(words, letter, publicUrl),
            LetterKind.Sent => Sent(words, letter, publicUrl),
            LetterKind.NotifyConfirm => NotifyConfirm(words, letter, shop, $"{publicUrl}/notify#{NotifyToken(letter)}"),
            LetterKind.Reminder => Unsubscribable(words, Reminder(words, letter, $"{publicUrl}/drops/{letter.Drop!.Slug}"), publicUrl, NotifyToken(letter)),
            LetterKind.Back => Unsubscribable(words, Back(words, letter, $"{publicUrl}/drops/{letter.Drop!.Slug}"), publicUrl, NotifyToken(letter)),
            LetterKind.Alert => Alert(words, AlertData.Parse(letter.Data), shop, publicUrl),
        };
    }

    private static LetterContent Alert(Words words, AlertData alert, CurrentShop shop, string publicUrl)
    {
        // Of several of one kind the first gives the subject; all have their time in the table.
        var (first, isNews) = (alert.Warnings[0], alert.Warnings[0].Kind == WarningKind.SoldOut);
        var title = WarningTexts.TitleOf(first, words.IsGerman) is var one && alert.Warnings.Count > 1 ? $"{one} (+{alert.Warnings.Count - 1})" : one;
        return new(
            alert.IsOver ? words.Say($"{shop.Name}, over: {title}", $"{shop.Name}, vorbei: {title}") : $"{shop.Name}: {title}",
            words.Hello,
            alert.IsOver
                ? [words.Say($"This is over: {title}.", $"das ist vorbei: {title}.")]
                : [$"{title}.", WarningTexts.ToDo(first.Kind, words.IsGerman)])
        {
            Rows = [.. alert.Warnings.Select(warning => (warning.Data.Name ?? words.Say("Since", "Seit"), words.TimeOf(warning.Since)))],
            Button = first.Kind == WarningKind.PaymentStuck ? (words.Say("Open Payments", "Zahlungen öffnen"), $"{publicUrl}/operate/payments")
                : isNews && alert.Warnings.Count == 1 ? (words.Say("Open the report", "Bericht öffnen"), $"{publicUrl}/operate/drops/{first.Subject}/report")
                : (words.Say("Open the console", "Konsole öffnen"), isNews ? $"{publicUrl}/operate" : $"{publicUrl}/operate/health"),
            Notes = [words.Say(
                "You get this because you help run the shop. Of one kind you are written to once an hour at most; Stampede__Warnings__Mail=false ends it for all.",
                "Du bekommst das, weil du den Laden mitführst. Von einer Art wird höchstens einmal in der Stunde geschrieben; Stampede__Warnings__Mail=false schaltet es für alle ab.")],
        };
    }

    private string NotifyToken(Letter letter) => links.Write(NotifyEndpoints.Purpose, letter.Data.GetProperty("request").GetString()!, NotifyEndpoints.LinkLifetime);

    /// <summary>By the page, and by one press in the reader's own program.</summary>
    private static LetterContent Unsubscribable(Words words, LetterContent letter, string publicUrl, string token) => letter with
    {
        Notes = [.. letter.Notes, words.Say(
            $"You asked to be told of this. Not any more: {publicUrl}/unsubscribe#{token}",
            $"Du wolltest davon hören. Nicht mehr: {publicUrl}/unsubscribe#{token}")],
        Unsubscribe = $"{publicUrl}/api/v1/notify/unsubscribe?token={token}",
    };

    private static LetterContent NotifyConfirm(Words words, Letter letter, CurrentShop shop, string link) => new(
        words.Say($"Shall we tell you of {letter.Drop!.Name}?", $"Sollen wir dir von {letter.Drop.Name} schreiben?"),
        words.HelloNobody,
        [words.Say(
            $"At {shop.Name} somebody gave this address, to be told of {letter.Drop.Name}. If that was you, say so:",
            $"bei {shop.Name} hat jemand diese Adresse angegeben, um von {letter.Drop.Name} zu hören. Warst du das, dann sag es uns:")])
    {
        Button = (words.Say("Yes, tell me", "Ja, schreibt mir"), link),
        Notes = [words.Say("If it was not you, do nothing: we send nothing more.", "Warst du es nicht, dann tu nichts: Wir schicken nichts weiter.")],
    };

    private static LetterContent Reminder(Words words, Letter letter, string link) => new(
        words.Say($"Opens soon: {letter.Drop!.Name}", $"Öffnet bald: {letter.Drop.Name}"),
        words.Hello,
        [letter.Drop.StartsAt is { } at
            ? words.Say($"{letter.Drop.Name} opens in about a quarter of an hour: {words.TimeOf(at)}.", $"{letter.Drop.Name} öffnet in etwa einer Viertelstunde: {words.TimeOf(at)}.")
            : words.Say($"{letter.Drop.Name} opens soon.", $"{letter.Drop.Name} öffnet bald.")])
    {
        Button = (words.Say("Go to the drop", "Zum Drop"), link),
    };

    private static LetterContent Back(Words words, Letter letter, string link) => new(
        words.Say($"It is back: {letter.Drop!.Name}", $"Wieder da: {letter.Drop.Name}"),
        words.Hello,
        [words.Say(
            $"Something of {letter.Drop.Name} is free again, just now. It may be gone soon: others are told too.",
            $"von {letter.Drop.Name} ist gerade wieder etwas frei. Es kann bald weg sein: Andere hören auch davon.")])
    {
        Button = (words.Say("Go to the drop", "Zum Drop"), link),
    };

    // No word of who registered: whose mailbox it is is not known yet, and nobody shall write to strangers through this shop.
    private static LetterContent Confirm(Words words, CurrentShop shop, string link) => new(
        words.Say("Confirm your email", "Bestätige deine E-Mail-Adresse"),
        words.Hello,
        [words.Say(
            $"This address was given for an account at {shop.Name}. If that was you, confirm it within three days:",
            $"diese Adresse wurde für ein Konto bei {shop.Name} angegeben. Warst du das, dann bestätige sie innerhalb von drei Tagen:")])
    {
        Button = (words.Say("Confirm this address", "Adresse bestätigen"), link),
        Notes = [words.Say("If it was not you, do nothing: nobody can reserve with it.", "Warst du es nicht, dann tu nichts: Niemand kann damit reservieren.")],
    };

    private static LetterContent Reset(Words words, CurrentShop shop, string link) => new(
        words.Say("Set a new password", "Setze ein neues Passwort"),
        words.Hello,
        [words.Say(
            $"Somebody, probably you, asked for a new password for {shop.Name}. This link is good once, for one hour:",
            $"jemand, wahrscheinlich du, möchte für {shop.Name} ein neues Passwort setzen. Dieser Link gilt einmal und eine Stunde lang:")])
    {
        Button = (words.Say("Set a new password", "Neues Passwort setzen"), link),
        Notes = [words.Say("If it was not you, do nothing: your password stays as it is.", "Warst du es nicht, dann tu nichts: Dein Passwort bleibt, wie es ist.")],
    };

    private static LetterContent EmailChange(Words words, CurrentShop shop, string link) => new(
        words.Say("Confirm your new email", "Bestätige deine neue E-Mail-Adresse"),
        words.HelloNobody,
        [words.Say(
            $"An account at {shop.Name} is to have this address from now on. If that is your wish, confirm it within a day:",
            $"ein Konto bei {shop.Name} soll ab jetzt diese Adresse haben. Ist das dein Wunsch, dann bestätige sie innerhalb eines Tages:")])
    {
        Button = (words.Say("Use this address", "Diese Adresse verwenden"), link),
        Notes = [words.Say("If it was not you, do nothing: nothing changes.", "Warst du es nicht, dann tu nichts: Es ändert sich nichts.")],
    };

    private static LetterContent EmailChanged(Words words, CurrentShop shop, JsonElement data) => new(
        words.Say("Your email was changed", "Deine E-Mail-Adresse wurde geändert"),
        words.HelloNamed,
        [
            words.Say(
                $"Your account at {shop.Name} has another address now: {data.GetProperty("now").GetString()}.",
                $"dein Konto bei {shop.Name} hat jetzt eine andere Adresse: {data.GetProperty("now").GetString()}."),
            words.Say(
                "If it was not you, write to the shop at once: answer this email.",
                "Warst du es nicht, dann schreib dem Laden sofort: Antworte auf diese E-Mail."),
        ]);

    private static LetterContent PasswordChanged(Words words, CurrentShop shop, string link) => new(
        words.Say("Your password was changed", "Dein Passwort wurde geändert"),
        words.Hello,
        [words.Say(
            $"Your password for {shop.Name} is a new one. Whoever was signed in with the old one is signed out.",
            $"dein Passwort für {shop.Name} ist neu. Wer mit dem alten angemeldet war, ist abgemeldet.")])
    {
        Notes = [words.Say($"If it was not you, set another one at once: {link}", $"Warst du es nicht, dann setze sofort ein anderes: {link}")],
    };

    private static LetterContent Invitation(Words words, CurrentShop shop, string link) => new(
        words.Say($"Help run {shop.Name}", $"Hilf mit bei {shop.Name}"),
        words.HelloNobody,
        [words.Say(
            $"You are invited to help run the shop {shop.Name}. This link is good once, for three days:",
            $"du bist eingeladen, den Laden {shop.Name} mitzuführen. Dieser Link gilt einmal und drei Tage lang:")])
    {
        Button = (words.Say("Accept the invitation", "Einladung annehmen"), link),
        Notes = [words.Say("If you do not know the shop, do nothing.", "Kennst du den Laden nicht, dann tu nichts.")],
    };

    private static LetterContent Offer(Words words, Letter letter, string link)
    {
        var payBy = words.TimeOf(letter.Data.GetProperty("payBy").GetDateTimeOffset());
        var what = Words.UnitsOf(letter);
        return new(
            words.Say($"It is your turn: {letter.Drop!.Name}", $"Du bist dran: {letter.Drop.Name}"),
            words.HelloNamed,
            [words.Say(
                $"It is your turn: {what} is set aside for you, until {payBy}. Buy it in time:",
                $"du bist dran: {what} liegt für dich bereit, bis {payBy}. Kaufe rechtzeitig:")])
        {
            Button = (words.Say("Buy now", "Jetzt kaufen"), link),
            Notes = [words.Say(
                $"If you do not want it, say so there, and the next person is asked at once. Without scripts: {link}/turn",
                $"Möchtest du es nicht, dann sag es dort: So wird sofort die nächste Person gefragt. Ohne Skripte: {link}/turn")],
        };
    }

    private static LetterContent Over(Words words, Letter letter, string link) => new(
        words.Say($"Not this time: {letter.Drop!.Name}", $"Diesmal nicht: {letter.Drop.Name}"),
        words.HelloNamed,
        [words.Say(
            $"The line for {letter.Drop.Name} is over, and it did not come to you. Nothing was charged. Your place, who was last, and the proof that everybody was served in order are here:",
            $"die Schlange für {letter.Drop.Name} ist zu Ende, und du bist nicht an die Reihe gekommen. Es wurde nichts abgebucht. Dein Platz, wer die letzte Person war, und der Nachweis, dass alle der Reihe nach bedient wurden, stehen hier:")])
    {
        Button = (words.Say("See your place", "Deinen Platz ansehen"), link),
    };

    private static LetterContent Receipt(Words words, Letter letter, string link)
    {
        var (price, currency, quantity) = (letter.Data.GetProperty("priceMinor").GetInt64(), letter.Data.GetProperty("currency").GetString()!, letter.Data.GetProperty("quantity").GetInt32());
        var number = PurchaseNumber.Of(letter.Drop!.Id, letter.Data.GetProperty("version").GetInt64());
        var rows = new List<(string, string)>
        {
            (words.Say("Number", "Nummer"), number),
            (words.Say("Product", "Produkt"), $"{letter.Drop.Name}, {letter.Drop.VariantLabel}"),
            (words.Say("Quantity", "Anzahl"), quantity.ToString(CultureInfo.InvariantCulture)),
        };
        if (quantity > 1)
            rows.Add((words.Say("Each", "Je Stück"), words.MoneyOf(price, currency)));
        rows.Add((words.Say("Total", "Summe"), words.MoneyOf(price * quantity, currency)));
        return new(
            words.Say($"Your purchase: {letter.Drop.Name} ({number})", $"Dein Kauf: {letter.Drop.Name} ({number})"),
            words.Hello,
            [words.Say("Thank you, it is yours. This is your receipt.", "danke, es gehört dir. Das ist dein Beleg.")])
        {
            Rows = rows,
            Button = (words.Say("Open the receipt", "Beleg öffnen"), link),
        };
    }

    private static LetterContent Refunded(Words words, Letter letter, string publicUrl)
    {
        var amount = words.MoneyOf(letter.Data.GetProperty("amountMinor").GetInt64(), letter.Data.GetProperty("currency").GetString()!);
        return new(
            words.Say($"Refunded: {amount} for {letter.Drop!.Name}", $"Erstattet: {amount} für {letter.Drop.Name}"),
            words.Hello,
            [words.Say(
                $"We gave back {amount} for {letter.Drop.Name}. It goes to the card or account that you paid with; how long that takes is up to your bank, mostly a few days.",
                $"wir haben dir {amount} für {letter.Drop.Name} erstattet. Das Geld geht auf die Karte oder das Konto, womit du bezahlt hast; wie lange das dauert, hängt von deiner Bank ab, meist wenige Tage.")])
        {
            // Null: it was paid for and never became a purchase.
            Button = letter.Data.GetProperty("purchase").GetString() is { } purchase ? (words.Say("Open the receipt", "Beleg öffnen"), $"{publicUrl}/receipts/{purchase}") : null,
        };
    }

    private static LetterContent Sent(Words words, Letter letter, string publicUrl)
    {
        var rows = new List<(string, string)>();
        if (words.TextOf("carrier") is { } carrier)
            rows.Add((words.Say("Carrier", "Versand mit"), carrier));
        if (words.TextOf("tracking") is { } tracking)
            rows.Add((words.Say("Tracking number", "Sendungsnummer"), tracking));
        return new(
            words.Say($"On its way: {letter.Drop!.Name}", $"Unterwegs: {letter.Drop.Name}"),
            words.Hello,
            [words.Say($"Your order of {letter.Drop.Name} was sent.", $"deine Bestellung von {letter.Drop.Name} ist verschickt.")])
        {
            Rows = rows,
            Button = words.TextOf("purchase") is { } purchase ? (words.Say("Open the receipt", "Beleg öffnen"), $"{publicUrl}/receipts/{purchase}") : null,
        };
    }

    /// <summary>How things are said in the reader's language.</summary>
    private sealed class Words(Letter letter, string language, TimeZoneInfo zone)
    {
        public bool IsGerman => language == "de";

        /// <summary>With the name only where the address is known to be the reader's own.</summary>
        public string Hello => letter.Reader.IsConfirmed ? HelloNamed : HelloNobody;

        public string HelloNamed => letter.Reader.Name is "" ? HelloNobody : Say($"Hello {letter.Reader.Name},", $"Hallo {letter.Reader.Name},");

        public string HelloNobody => Say("Hello,", "Hallo,");

        public string Say(string english, string german) => IsGerman ? german : english;

        public static string UnitsOf(Letter of) =>
            $"{of.Data.GetProperty("quantity").GetInt32().ToString(CultureInfo.InvariantCulture)} × {of.Drop!.Name}, {of.Drop.VariantLabel}";

        /// <summary>By the shop's clock, and whose clock that is: the reader's own zone is not known.</summary>
        public string TimeOf(DateTimeOffset time)
        {
            var there = TimeZoneInfo.ConvertTime(time, zone);
            var text = there.ToString(IsGerman ? "d.M.yyyy, HH:mm' Uhr'" : "d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
            return $"{text} ({(zone == TimeZoneInfo.Utc ? "UTC" : zone.Id)})";
        }

        public string MoneyOf(long minor, string currency)
        {
            var amount = CsvStream.Major(new Money(minor, currency));
            return $"{(IsGerman ? amount.Replace('.', ',') : amount)} {currency}";
        }

        /// <returns>Null: it is not said.</returns>
        public string? TextOf(string name) => letter.Data.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
    }
}
