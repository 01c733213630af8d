using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>
/// How much mail goes to one mailbox, and how much is asked for by one account or from one network address, on all nodes together:
/// nobody's mailbox is flooded from here.
/// </summary>
internal sealed class MailAllowances(StampedeSettings settings)
{
    // Taken only while there is some left: the row is not written otherwise.
    private const string Take =
        """
        insert into mail_allowance as m (subject, sent, since) values ($1, 1, clock_timestamp())
        on conflict (subject) do update
        set sent = case when m.since > clock_timestamp() - $3 then m.sent + 1 else 1 end,
            since = case when m.since > clock_timestamp() - $3 then m.since else excluded.since end
        where m.sent < $2 or m.since <= clock_timestamp() - $3
        """;

    public static TimeSpan OfMailboxAndAccount { get; } = TimeSpan.FromDays(1);

    public static TimeSpan OfAddress { get; } = TimeSpan.FromHours(1);

    /// <summary>Takes one of each within the transaction, which is to be rolled back where one is used up.</summary>
    /// <param name="account">Null: whether there is one plays no part.</param>
    /// <returns>Zero: taken. Otherwise how long to wait at most.</returns>
    public async Task<TimeSpan> TakeAsync(NpgsqlTransaction transaction, string mailbox, Guid? account, AddressKey address, CancellationToken cancellation)
    {
        var perDay = settings.Mail?.PerMailboxPerDay ?? 0;
        (byte[] Subject, int Max, TimeSpan Window)[] allowances =
        [
            (Hash($"mailbox\n{MailboxOf(mailbox)}"), perDay, OfMailboxAndAccount),
            (Hash($"address\n{address}"), settings.Mail?.PerAddressPerHour ?? 0, OfAddress),
            .. account is { } known ? [(Hash($"account\n{known}"), perDay, OfMailboxAndAccount)] : Array.Empty<(byte[], int, TimeSpan)>(),
        ];
        // In one order everywhere, so that two of them cannot wait for each other.
        foreach (var (subject, max, window) in allowances.OrderBy(allowance => Convert.ToHexString(allowance.Subject), StringComparer.Ordinal))
        {
            await using var command = new NpgsqlCommand(Take, transaction.Connection, transaction);
            command.Parameters.AddWithValue(subject);
            command.Parameters.AddWithValue(max);
            command.Parameters.AddWithValue(window);
            if (await command.ExecuteNonQueryAsync(cancellation) == 0)
                return window;
        }

        return TimeSpan.Zero;
    }

    /// <summary>Where mail to this address arrives: what follows a + is a label of its owner's.</summary>
    internal static string MailboxOf(string email)
    {
        var at = email.LastIndexOf('@');
        var name = email[..at];
        var label = name.IndexOf('+', StringComparison.Ordinal);
        return $"{(label > 0 ? name[..label] : name)}{email[at..]}".ToUpperInvariant();
    }

    private static byte[] Hash(string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject));
}
