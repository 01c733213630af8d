using Npgsql;
using Stampede.Postgres;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>
/// Forgets what is over: ended sessions, failed sign-ins, mail's allowances, old invitations, idle guests. In steps of a bounded size, each by
/// an index, so that no amount of it makes a statement run into its time limit and then for ever again. The time of each
/// stands in a select of its own: beside a clock that moves, PostgreSQL reads the index from its beginning to its end.
/// </summary>
internal sealed class AccountTidying(NpgsqlDataSource database, StampedeSettings settings, TimeProvider time, ILogger<AccountTidying> log)
    : PeriodicWork(BetweenRounds, "What is over in the accounts could not be tidied, trying again", time, log)
{
    private const int StepSize = 1_000;

    /// <summary>In one round, of each kind.</summary>
    private const int StepsMax = 100;

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMinutes(1);

    private const string ForgetSessions =
        """
        delete from revoked_session where ctid = any (array(
          select ctid from revoked_session where revoked_at < (select clock_timestamp() - $1) order by revoked_at limit $2))
        """;

    private const string ForgetFailures =
        """
        delete from sign_in_failure where ctid = any (array(
          select ctid from sign_in_failure where last_at < (select clock_timestamp() - $1) order by last_at limit $2))
        """;

    private const string ForgetAllowances =
        """
        delete from mail_allowance where ctid = any (array(
          select ctid from mail_allowance where since < (select clock_timestamp() - $1) order by since limit $2))
        """;

    private const string ForgetAccountSessions =
        """
        delete from account_session where ctid = any (array(
          select ctid from account_session where seen_at < (select clock_timestamp() - $1) order by seen_at limit $2))
        """;

    private const string ForgetInvitations =
        """
        delete from invitation where ctid = any (array(
          select ctid from invitation where expires_at < (select clock_timestamp() - $1) order by expires_at limit $2))
        """;

    // A guest is kept for what they bought: their day is cleared, so that they are not looked at again. The newest
    // reservation tells whether they hold something: an idle guest's holds are over long since.
    private const string ForgetGuests =
        """
        with idle as materialized (
          select id from account
          where is_guest and last_seen_on < (select (clock_timestamp() at time zone 'utc')::date - $1::int)
          order by last_seen_on limit $2 for update skip locked),
        judged as materialized (
          select i.id, exists (select from purchase p where p.customer_id = i.id) or coalesce((
            select r.status = 'active' from reservation r where r.customer_id = i.id order by r.id desc limit 1), false) as is_kept
          from idle i),
        kept as (update account a set last_seen_on = null from judged j where a.id = j.id and j.is_kept),
        gone as (delete from account a using judged j where a.id = j.id and not j.is_kept)
        select count(*) from judged
        """;

    /// <summary>One round, of at most <see cref="StepsMax"/> steps of each kind.</summary>
    internal async Task TidyAsync(CancellationToken cancellation)
    {
        await StepsAsync(ForgetSessions, RevokedSessions.Kept, cancellation);
        await StepsAsync(ForgetFailures, TimeSpan.FromHours(1), cancellation);
        await StepsAsync(ForgetAllowances, TimeSpan.FromDays(1), cancellation);
        await StepsAsync(ForgetAccountSessions, RevokedSessions.Kept, cancellation);
        await StepsAsync(ForgetInvitations, TimeSpan.FromDays(30), cancellation);
        await StepsAsync(ForgetGuests, settings.GuestIdleDays, cancellation);
    }

    protected override Task RunAsync(CancellationToken cancellation) => TidyAsync(cancellation);

    private async Task StepsAsync(string statement, object age, CancellationToken cancellation)
    {
        for (var step = 0; step < StepsMax; step++)
        {
            await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(statement) { Parameters = { new() { Value = age }, new() { Value = StepSize } } });
            await using var reader = await batch.ReadIndexedAsync(cancellation);
            var done = await reader.ReadAsync(cancellation) ? reader.GetInt64(0) : reader.RecordsAffected;
            if (done < StepSize)
                return;
        }
    }
}
