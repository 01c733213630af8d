using System.Globalization;
using Stampede.Postgres.Operations;

namespace Stampede.Server.Operations;

/// <summary>What a warning says, and what to do about it, in English and German. The console has the same words.</summary>
internal static class WarningTexts
{
    public static string TitleOf(Warning warning, bool isGerman)
    {
        var (name, amount) = (warning.Data.Name ?? "", warning.Data.Amount ?? 0);
        var (english, german) = warning.Kind switch
        {
            WarningKind.NodeDown => ("A node of the shop does not answer", "Ein Knoten des Ladens antwortet nicht"),
            WarningKind.ExpiryLate => ($"Reservations end {Seconds(amount)} s late", $"Reservierungen enden {Seconds(amount)} s zu spät"),
            WarningKind.MailStuck => ($"{amount} emails wait: the mail server does not take them", $"{amount} E-Mails warten: Der Mailserver nimmt sie nicht an"),
            WarningKind.PaymentStuck => (amount == 1 ? "A payment needs you" : $"{amount} payments need you", amount == 1 ? "Eine Zahlung braucht dich" : $"{amount} Zahlungen brauchen dich"),
            WarningKind.DiskLow => ($"The disk is nearly full: {amount / 1_048_576} MB are free", $"Die Festplatte ist fast voll: {amount / 1_048_576} MB sind frei"),
            WarningKind.ClockApart => ($"A node's clock is {Seconds(amount)} s wrong", $"Die Uhr eines Knotens geht {Seconds(amount)} s falsch"),
            WarningKind.DatabaseAway => ("The database does not answer", "Die Datenbank antwortet nicht"),
            WarningKind.WebhookOff => ($"A webhook is switched off: {name}", $"Ein Webhook ist abgeschaltet: {name}"),
            WarningKind.SoldOut => ($"Sold out: {name}", $"Ausverkauft: {name}"),
        };
        return isGerman ? german : english;
    }

    public static string ToDo(WarningKind kind, bool isGerman)
    {
        var (english, german) = kind switch
        {
            WarningKind.NodeDown => (
                "The others go on without it. See whether its machine runs, and start it again.",
                "Die anderen machen ohne ihn weiter. Sieh nach, ob sein Rechner läuft, und starte ihn neu."),
            WarningKind.ExpiryLate => (
                "What is reserved comes back late. See on the page Health whether the database is slow, and in the log whether something has a drop locked.",
                "Reserviertes kommt zu spät zurück. Sieh auf der Seite Systemstatus nach, ob die Datenbank langsam ist, und im Protokoll des Servers, ob etwas einen Drop sperrt."),
            WarningKind.MailStuck => (
                "Nothing is lost: it goes as soon as the mail server takes it. See why it does not: its address, its password, its limits.",
                "Nichts geht verloren: Sobald der Mailserver wieder annimmt, geht alles raus. Prüfe seine Adresse, sein Passwort und seine Grenzen."),
            WarningKind.PaymentStuck => (
                "Open Payments and look at those that need you: capture again, or take the sale back.",
                "Öffne Zahlungen und sieh dir die an, die dich brauchen: noch einmal einziehen oder den Verkauf zurücknehmen."),
            WarningKind.DiskLow => (
                "Make room, or give it a larger disk: a database without room stops.",
                "Schaffe Platz oder nimm eine größere Festplatte: Ohne Platz bleibt die Datenbank stehen."),
            WarningKind.ClockApart => (
                "Drops keep the database's time, but sign-in codes and sessions go by this clock. Set it, best by NTP.",
                "Drops gehen nach der Uhr der Datenbank, Anmeldecodes und Sitzungen aber nach dieser. Stelle sie, am besten über NTP."),
            WarningKind.DatabaseAway => (
                "Nothing can be sold until it is back. See whether PostgreSQL runs and can be reached.",
                "Bis sie wieder da ist, wird nichts verkauft. Sieh nach, ob PostgreSQL läuft und erreichbar ist."),
            WarningKind.WebhookOff => (
                "Its receiver said that it is gone, or took nothing for five days. Put it right and switch the webhook on: it goes on where it stopped.",
                "Sein Empfänger meldete, dass es ihn nicht mehr gibt, oder nahm fünf Tage lang nichts an. Bring ihn in Ordnung und schalte den Webhook wieder ein: Er macht weiter, wo er aufgehört hat."),
            WarningKind.SoldOut => ("Nothing to do. Its report has the figures.", "Nichts zu tun. Im Bericht stehen die Zahlen."),
        };
        return isGerman ? german : english;
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1_000).ToString(CultureInfo.InvariantCulture);
}
