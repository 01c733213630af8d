using Npgsql;
using Stampede.Domain;
using Stampede.Engine;

namespace Stampede.Postgres.Journal;

/// <summary>
/// What was decided before, of drops that need no lane any more. What is repeated must be as durable as when it is told
/// first: each row is locked, which is written to the log, so that the statement's end waits for a synchronous standby as a
/// commit does.
/// </summary>
/// <param name="database">Not the journal's: nobody who asks for what is over may keep a batch waiting.</param>
public sealed class SettledReads(NpgsqlDataSource database)
{
    internal const string Granted = """
        select id, variant_id, quantity, price_minor, currency, created_at, expires_at, drop_version
        from reservation where drop_id = $1 and customer_id = $2 and request_key = $3 for key share
        """;

    internal const string Confirm = "select 1 from reservation where drop_id = $1 and id = $2 for key share";

    /// <returns>Null: nothing.</returns>
    /// <exception cref="CommitUnknownException">It is on this server alone.</exception>
    public async Task<Hold?> FindGrantedAsync(DropId drop, RequestKey key)
    {
        await using var connection = await database.OpenConnectionAsync();
        using var replication = new Replication(connection);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Granted).With(drop.Value).With(key.Customer.Value).With(key.Key);
        Hold? hold = null;
        await using (var rows = await batch.ExecuteReaderAsync())
        {
            if (await rows.ReadAsync())
            {
                hold = new Hold(
                    new ReservationId(rows.GetGuid(0)), key.Customer, new VariantId(rows.GetGuid(1)), rows.GetInt32(2),
                    new Money(rows.GetInt64(3), rows.GetString(4)),
                    rows.GetFieldValue<DateTimeOffset>(5), rows.GetFieldValue<DateTimeOffset>(6), rows.GetInt64(7));
            }
        }

        replication.ThrowIfCutShort();
        return hold;
    }

    /// <summary>Returns when what became of the reservation is durable; at once where there is none.</summary>
    /// <exception cref="CommitUnknownException">It is on this server alone.</exception>
    public async Task ConfirmAsync(DropId drop, ReservationId reservation)
    {
        await using var connection = await database.OpenConnectionAsync();
        using var replication = new Replication(connection);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Confirm).With(drop.Value).With(reservation.Value);
        await batch.ExecuteNonQueryAsync();
        replication.ThrowIfCutShort();
    }
}
