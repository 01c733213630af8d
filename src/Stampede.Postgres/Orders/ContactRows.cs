using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Orders;

/// <summary>How customers are reached, saved for their next order.</summary>
public sealed class ContactRows(NpgsqlDataSource database)
{
    private const string Find = "select contact from customer_contact where customer_id = $1";

    // Who is erased at the same time has none afterwards: it goes with the account.
    private const string Save = """
        insert into customer_contact (customer_id, contact) select id, $2 from account where id = $1 for key share
        on conflict (customer_id) do update set contact = excluded.contact, changed_at = clock_timestamp()
        """;

    /// <returns>Null: they have said nothing.</returns>
    public async Task<Contact?> FindAsync(CustomerId customer, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Find).With(customer.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? ContactJson.Parse(rows.GetString(0)) : null;
    }

    /// <returns>False: the account is gone.</returns>
    public async Task<bool> SaveAsync(CustomerId customer, Contact contact, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Save).With(customer.Value).WithJson(ContactJson.Of(contact));
        return await batch.ExecuteNonQueryAsync(cancellation) > 0;
    }
}
