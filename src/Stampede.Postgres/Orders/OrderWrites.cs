using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Orders;

public enum OrderChange
{
    Done,

    /// <summary>There is no such order.</summary>
    NotFound,

    /// <summary>As it stands, this cannot be done with it.</summary>
    NotNow,
}

/// <summary>What operators do with orders. The purchase itself is final, and none of it changes.</summary>
public sealed class OrderWrites(NpgsqlDataSource database)
{
    /// <summary>A letter waits for so long before it goes: until then "sent" can be taken back, and nobody hears of it.</summary>
    private static readonly TimeSpan LetterDelay = TimeSpan.FromSeconds(10);

    // Whatever happens to one order happens one after the other: whoever comes second waits at its row.
    private const string Begin = """
        insert into shop_order (drop_id, reservation_id, customer_id, purchase_id, forgotten_at)
        select p.drop_id, p.reservation_id, p.customer_id, p.id, case when not exists (select from account where id = p.customer_id for key share) then clock_timestamp() end
        from unnest($1::uuid[]) as w (id) cross join lateral (select * from purchase where id = w.id limit 1) p
        order by p.id
        on conflict (drop_id, reservation_id) do update set purchase_id = excluded.purchase_id where shop_order.purchase_id is null
        """;

    private const string Lock = "select purchase_id from shop_order where purchase_id = any ($1) order by purchase_id for update";

    // A statement of its own, after the lock: what it reads is what was committed until then.
    private const string Look = $"""
        select p.id, {OrderReads.Status}, o.contact, o.sent_at is not null, o.carrier, o.tracking, o.note, o.forgotten_at is not null
        from unnest($1::uuid[]) as w (id) cross join lateral (select * from purchase where id = w.id limit 1) p
        {OrderReads.Beside}
        """;

    private const string Step = """
        insert into shop_order_step (drop_id, reservation_id, n, operator_id, what, fields)
        select o.drop_id, o.reservation_id, 1 + (select coalesce(max(n), 0) from shop_order_step s where s.drop_id = o.drop_id and s.reservation_id = o.reservation_id), $2, $3, $4
        from shop_order o where o.purchase_id = any ($1)
        """;

    private const string Send = """
        update shop_order set sent_at = coalesce(sent_at, clock_timestamp()), sent_by = coalesce(sent_by, $2), carrier = coalesce($3, carrier), tracking = coalesce($4, tracking) where purchase_id = any ($1)
        """;

    private const string TakeBack = "update shop_order set sent_at = null, sent_by = null, carrier = null, tracking = null where purchase_id = $1";

    private const string Correct = "update shop_order set contact = $2, words = array_to_tsvector(string_to_array($3, ' ')) where purchase_id = $1";

    private const string Annotate = "update shop_order set note = $2 where purchase_id = $1";

    // Who was told before is not told again; what was not sent yet says what is true now.
    private const string Tell = """
        insert into letter (customer_id, drop_id, kind, about, data, due_at, priority)
        select o.customer_id, o.drop_id, 'sent', o.purchase_id::text,
          jsonb_build_object('purchase', o.purchase_id, 'variant', p.variant_id, 'quantity', p.quantity, 'version', p.drop_version, 'carrier', o.carrier, 'tracking', o.tracking),
          clock_timestamp() + $2, 2
        from shop_order o cross join lateral (select * from purchase where id = o.purchase_id limit 1) p
        where o.purchase_id = any ($1) and o.forgotten_at is null
          and (o.contact is not null or exists (select from account a where a.id = o.customer_id and a.email is not null))
        on conflict (customer_id, kind, about) do update set data = excluded.data where letter.sent_at is null
        """;

    private const string Untell = "delete from letter where customer_id = (select customer_id from shop_order where purchase_id = $1) and kind = 'sent' and about = $1::text and sent_at is null";

    /// <summary>Says that they were sent; their customers are written to. Again: the carrier and the tracking become what is said now, and nothing else happens.</summary>
    /// <param name="carrier">Null: nothing is said of it, and what was said before stays.</param>
    /// <param name="tracking">As the carrier.</param>
    /// <returns>In the order of <paramref name="ids"/>.</returns>
    public async Task<IReadOnlyList<OrderChange>> SendAsync(
        IReadOnlyList<PurchaseId> ids, string? carrier, string? tracking, CustomerId byOperator, CancellationToken cancellation)
    {
        Guid[] wanted = [.. ids.Select(id => id.Value).Distinct()];
        var changes = new Dictionary<Guid, OrderChange>();
        await RunAsync(
            wanted,
            (found, batch) =>
            {
                foreach (var (id, order) in found)
                    changes[id] = order.Status is OrderStatus.New or OrderStatus.Sent ? OrderChange.Done : OrderChange.NotNow;
                Guid[] moved = [.. found
                    .Where(one => changes[one.Key] == OrderChange.Done && (!one.Value.IsSent || (carrier ?? one.Value.Carrier) != one.Value.Carrier || (tracking ?? one.Value.Tracking) != one.Value.Tracking))
                    .Select(one => one.Key)];
                if (moved.Length == 0)
                    return;
                batch.Add(Send).With(moved).With(byOperator.Value).With(carrier).With(tracking);
                batch.Add(Step).With(moved).With(byOperator.Value).With("sent").With(Array.Empty<string>());
                batch.Add(Tell).With(moved).With(LetterDelay);
            },
            cancellation);
        return [.. ids.Select(id => changes.GetValueOrDefault(id.Value, OrderChange.NotFound))];
    }

    /// <summary>It was not sent after all. A letter that has not gone does not go.</summary>
    public Task<OrderChange> TakeBackAsync(PurchaseId id, CustomerId byOperator, CancellationToken cancellation) => ChangeAsync(
        id,
        (order, batch) =>
        {
            if (!order.IsSent)
                return OrderChange.Done;
            batch.Add(TakeBack).With(id.Value);
            batch.Add(Step).With((Guid[])[id.Value]).With(byOperator.Value).With("not_sent").With(Array.Empty<string>());
            batch.Add(Untell).With(id.Value);
            return OrderChange.Done;
        },
        cancellation);

    /// <param name="correct">The contact as it is to be; of what it is. Null: it stays. Not asked for of what was sent.</param>
    /// <param name="note">Null: it stays; empty: it goes.</param>
    public Task<OrderChange> AmendAsync(PurchaseId id, Contact? correct, string? note, CustomerId byOperator, CancellationToken cancellation) => ChangeAsync(
        id,
        (order, batch) =>
        {
            if (correct is not null && (order.IsForgotten || order.Status != OrderStatus.New))
                return OrderChange.NotNow;
            if (note is { Length: > 0 } && order.IsForgotten)
                return OrderChange.NotNow;
            if (correct is not null && FieldsBetween(order.Contact, correct) is { Length: > 0 } fields)
            {
                batch.Add(Correct).With(id.Value).WithJson(ContactJson.Of(correct)).With(OrderWords.Of(correct));
                batch.Add(Step).With((Guid[])[id.Value]).With(byOperator.Value).With("contact").With(fields);
            }

            if (note is not null && note != (order.Note ?? ""))
            {
                batch.Add(Annotate).With(id.Value).With(note.Length > 0 ? note : null);
                batch.Add(Step).With((Guid[])[id.Value]).With(byOperator.Value).With("note").With(Array.Empty<string>());
            }

            return OrderChange.Done;
        },
        cancellation);

    private async Task<OrderChange> ChangeAsync(PurchaseId id, Func<Standing, NpgsqlBatch, OrderChange> change, CancellationToken cancellation)
    {
        var outcome = OrderChange.NotFound;
        await RunAsync(
            [id.Value],
            (found, batch) =>
            {
                if (found.TryGetValue(id.Value, out var order))
                    outcome = change(order, batch);
            },
            cancellation);
        return outcome;
    }

    private async Task RunAsync(Guid[] ids, Action<IReadOnlyDictionary<Guid, Standing>, NpgsqlBatch> decide, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var found = new Dictionary<Guid, Standing>();
        await using (var look = new NpgsqlBatch(connection, transaction))
        {
            look.Add(Begin).With(ids);
            look.Add(Lock).With(ids);
            look.Add(Look).With(ids);
            await using var rows = await look.ExecuteReaderAsync(cancellation);
            await rows.NextResultAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                found.Add(rows.GetGuid(0), new(
                    Names.Parse<OrderStatus>(rows.GetString(1)), rows.IsDBNull(2) ? null : ContactJson.Parse(rows.GetString(2)), rows.GetBoolean(3),
                    rows.IsDBNull(4) ? null : rows.GetString(4), rows.IsDBNull(5) ? null : rows.GetString(5), rows.IsDBNull(6) ? null : rows.GetString(6), rows.GetBoolean(7)));
            }
        }

        await using var write = new NpgsqlBatch(connection, transaction);
        decide(found, write);
        if (write.BatchCommands.Count == 0)
            return;
        await write.ExecuteNonQueryAsync(cancellation);
        // Not given up half-way: whoever hung up would not hear what became of it.
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static string[] FieldsBetween(Contact? before, Contact after)
    {
        (string Name, string? Before, string? After)[] fields =
        [
            ("email", before?.Email, after.Email),
            ("name", before?.Name, after.Name),
            ("phone", before?.Phone, after.Phone),
            ("line1", before?.Address?.Line1, after.Address?.Line1),
            ("line2", before?.Address?.Line2, after.Address?.Line2),
            ("postalCode", before?.Address?.PostalCode, after.Address?.PostalCode),
            ("city", before?.Address?.City, after.Address?.City),
            ("region", before?.Address?.Region, after.Address?.Region),
            ("country", before?.Address?.Country, after.Address?.Country),
        ];
        return [.. fields.Where(field => field.Before != field.After).Select(field => field.Name)];
    }

    private sealed record Standing(OrderStatus Status, Contact? Contact, bool IsSent, string? Carrier, string? Tracking, string? Note, bool IsForgotten);
}
