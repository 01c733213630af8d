using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Line;
using Stampede.Postgres.Reservations;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>
/// Erases an account: its row with name, e-mail, password and device is deleted. Its purchases stay in the books under an id
/// that nothing connects with a person any more, and are shown with a pseudonym.
/// </summary>
internal static class AccountErasure
{
    private const int HoldsMax = 10_000;
    private const int PageSize = 100;

    private const string EndSessions = "insert into revoked_session (id, expires_at) values ($1, clock_timestamp() + $2) on conflict do nothing";

    // As the owner of the table: the server's own role may have no right to change a purchase.
    private const string ForgetName = "select forget_purchaser($1)";

    // Drop by drop, by the key: there is no index by customer.
    private const string ForgetSignals = "delete from reserve_signal where customer_id = $1 and drop_id = any (array(select id from drop))";

    // The log of a line keeps its lines, under a pseudonym; what the shop wrote about the person, and what it would write to them, goes.
    private const string ForgetExclusions = "update line_entry set excluded_reason = '-' where customer_id = $1 and excluded_reason is not null";

    // What is bought while this goes on waits at the account, and then finds it gone; what was bought just before is seen by the statements after.
    private const string LockAccount = "select 1 from account where id = $1 for update";

    // What was sent, and when, stays in the books.
    private const string ForgetOrders = """
        update shop_order set contact = null, words = null, note = null, carrier = null, tracking = null, forgotten_at = clock_timestamp()
        where customer_id = $1 and forgotten_at is null
        """;

    // Those too that went to the address and not to the account.
    private const string ForgetLetters = """
        delete from letter where customer_id = $1 or lower(email) in (select lower(email) from account where id = $1 and email is not null)
        """;

    private const string ForgetNotifyRequests = """
        delete from notify_request where customer_id = $1 or email_key in (select email_key from account where id = $1 and email_key is not null)
        """;

    // What they did stays, under a pseudonym, and without where it came from.
    private const string ForgetActor = "select forget_actor($1)";

    private const string ForgetInvitations = "delete from invitation where email_key = (select email_key from account where id = $1)";

    private const string DeleteAccount = "delete from account where id = $1";

    /// <summary>A second time it does nothing, and says the same.</summary>
    public static async Task<Results<NoContent, ApiProblem>> EraseAsync(
        Caller caller, HttpContext context, NpgsqlDataSource database, RevokedSessions revoked, ReservationReads reservations, LineReads lineReads, LineJournal lines, Lanes lanes, SecurityLog log)
    {
        // Not cancelled half-way: a caller who hung up would not learn what became of it.
        if (!await TryEraseAsync(caller.Id.Value, database))
            return ApiProblem.Of(ProblemKinds.LastOperator);
        await revoked.RevokeAsync(RevokedSessions.OfAll(caller), CancellationToken.None);
        log.Erased(caller.Id.Value);
        await LeaveLinesAsync(caller.Id, lineReads, lines);
        await ReleaseHoldsAsync(caller.Id, reservations, lanes);
        if (SessionScheme.IsByCookie(context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult))
            await context.SignOutAsync(SessionScheme.Cookie);
        return TypedResults.NoContent();
    }

    /// <returns>False: nobody would own the shop.</returns>
    private static async Task<bool> TryEraseAsync(Guid account, NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using (var look = new NpgsqlBatch(connection, transaction))
        {
            look.BatchCommands.Add(Statement(PeopleRows.OneAtATime));
            look.BatchCommands.Add(Statement(PeopleRows.IsLastOwner, account));
            await using var reader = await look.ExecuteReaderAsync(CancellationToken.None);
            await reader.NextResultAsync(CancellationToken.None);
            await reader.ReadAsync(CancellationToken.None);
            if (reader.GetBoolean(0))
                return false;
        }

        await using var erase = new NpgsqlBatch(connection, transaction);
        erase.BatchCommands.Add(Statement(LockAccount, account));
        erase.BatchCommands.Add(Statement(EndSessions, account, RevokedSessions.Kept));
        erase.BatchCommands.Add(Statement(ForgetName, account));
        erase.BatchCommands.Add(Statement(ForgetSignals, account));
        erase.BatchCommands.Add(Statement(ForgetExclusions, account));
        erase.BatchCommands.Add(Statement(ForgetOrders, account));
        erase.BatchCommands.Add(Statement(ForgetLetters, account));
        erase.BatchCommands.Add(Statement(ForgetActor, account));
        erase.BatchCommands.Add(Statement(ForgetInvitations, account));
        erase.BatchCommands.Add(Statement(ForgetNotifyRequests, account));
        erase.BatchCommands.Add(Statement(DeleteAccount, account));
        await erase.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>Nobody would say yes to an offer. A line that cannot be left now offers once in vain.</summary>
    private static async Task LeaveLinesAsync(CustomerId customer, LineReads reads, LineJournal lines)
    {
        var after = new DropId(Guid.Empty);
        for (var seen = 0; seen < HoldsMax; seen += PageSize)
        {
            var page = await reads.ListEntriesAsync(customer, after, PageSize, CancellationToken.None);
            foreach (var (drop, entry) in page)
            {
                if (!entry.HasLeft)
                    await lines.SubmitAsync(drop, new LineRequest.Withdraw(customer));
            }

            if (page.Count < PageSize)
                return;
            after = page[^1].Drop;
        }
    }

    /// <summary>Nobody can buy with them any more. One that cannot be given back now lapses at its time.</summary>
    private static async Task ReleaseHoldsAsync(CustomerId customer, ReservationReads reservations, Lanes lanes)
    {
        ReservationId? after = null;
        for (var seen = 0; seen < HoldsMax; seen += PageSize)
        {
            var page = await reservations.ListAsync(customer, ReservationStatus.Active, after, PageSize, CancellationToken.None);
            foreach (var hold in page.Items)
                await lanes.SubmitAsync(hold.DropId, new Command.Cancel(hold.Id, customer));
            if (page.Next is null)
                return;
            after = page.Items[^1].Id;
        }
    }
}
