using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>What operators should know of a customer: one text, which goes with the account.</summary>
/// <param name="Actor">Who wrote it last.</param>
public sealed record CustomerNote(CustomerId CustomerId, string Note, DateTimeOffset At, CustomerId Actor);

public sealed class CustomerNotes(NpgsqlDataSource database)
{
    private const string Write = """
        insert into customer_note as n (customer_id, note, operator_id)
        select id, $2, $3 from account where id = $1 for key share
        on conflict (customer_id) do update set note = excluded.note, operator_id = excluded.operator_id, at = clock_timestamp()
        returning at
        """;

    private const string Delete = "delete from customer_note where customer_id = $1";

    /// <returns>Null: there is no such account.</returns>
    public async Task<CustomerNote?> WriteAsync(CustomerId customer, string note, CustomerId by, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(Write).With(customer.Value).With(note).With(by.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? new(customer, note, rows.GetFieldValue<DateTimeOffset>(0), by) : null;
    }

    /// <returns>False: there was none.</returns>
    public async Task<bool> DeleteAsync(CustomerId customer, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(Delete).With(customer.Value);
        return await batch.ExecuteNonQueryAsync(cancellation) > 0;
    }
}
