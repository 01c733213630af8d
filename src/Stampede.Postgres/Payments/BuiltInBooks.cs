using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Payments;

/// <param name="State">action, processing, authorized, captured, declined or voided.</param>
/// <param name="AnswersAt">Before that it does not answer. Null: at once.</param>
/// <param name="Now">The database's clock at the reading.</param>
public sealed record BuiltInPayment(
    PaymentId Payment, string Reference, Money Amount, string State, string? DeclineCode, long CapturedMinor, long RefundedMinor, DateTimeOffset CreatedAt,
    DateTimeOffset? AnswersAt, DateTimeOffset Now)
{
    public bool IsSilent => AnswersAt > Now;
}

/// <summary>The books of a provider that is built in. What it is told twice has one effect.</summary>
public sealed class BuiltInBooks(NpgsqlDataSource database, string provider)
{
    private const string Columns = """
        select payment_id, ref, amount_minor, currency, state, decline_code, captured_minor, refunded_minor, created_at, answers_at, clock_timestamp()
        from built_in_payment
        """;

    private const string Insert = """
        insert into built_in_payment (provider, payment_id, ref, card, amount_minor, currency, state, decline_code, answers_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $9) on conflict do nothing
        """;

    private const string Find = Columns + " where provider = $1 and payment_id = $2";

    private const string List = Columns + " where provider = $1 and created_at >= $2 order by created_at, payment_id";

    private const string Move = """
        update built_in_payment set state = $3, decline_code = coalesce($4, decline_code), captured_minor = case when $3 = 'captured' then amount_minor else captured_minor end
        where provider = $1 and payment_id = $2 and state = any ($5)
        """;

    private const string Refund = """
        with asked as (
          insert into built_in_refund (id, provider, payment_id, amount_minor)
          select $3, provider, payment_id, $4 from built_in_payment
          where provider = $1 and payment_id = $2 and state = 'captured' and refunded_minor + $4 <= captured_minor for update
          on conflict do nothing returning amount_minor)
        update built_in_payment p set refunded_minor = refunded_minor + a.amount_minor from asked a where p.provider = $1 and p.payment_id = $2
        """;

    private const string FindRefund = "select 1 from built_in_refund where id = $1";

    /// <param name="silence">For so long it does not answer. Null: it answers at once.</param>
    public async Task<BuiltInPayment> StartAsync(
        PaymentId payment, string card, Money amount, string state, string? declineCode, TimeSpan? silence, CancellationToken cancellation)
    {
        await ExecuteAsync(
            Insert,
            command => command.With(provider).With(payment.Value).With($"{provider}_{payment.Value:n}").With(card).With(amount.AmountMinor).With(amount.Currency)
                .With(state).With(declineCode).With(silence),
            cancellation);
        return await FindAsync(payment, cancellation) ?? throw new InvalidDataException($"Payment {payment} was started and is not there.");
    }

    public async Task<BuiltInPayment?> FindAsync(PaymentId payment, CancellationToken cancellation) =>
        await ReadAsync(Find, command => command.With(provider).With(payment.Value), cancellation) is [var one, ..] ? one : null;

    public Task<List<BuiltInPayment>> ListAsync(DateTimeOffset since, CancellationToken cancellation) =>
        ReadAsync(List, command => command.With(provider).With(since), cancellation);

    /// <summary>Nothing happens where it is in none of the states <paramref name="from"/>.</summary>
    public Task MoveAsync(PaymentId payment, string to, string? declineCode, string[] from, CancellationToken cancellation) =>
        ExecuteAsync(Move, command => command.With(provider).With(payment.Value).With(to).With(declineCode).With(from), cancellation);

    /// <returns>False: so much is not left.</returns>
    public async Task<bool> RefundAsync(Guid id, PaymentId payment, long amountMinor, CancellationToken cancellation)
    {
        await ExecuteAsync(Refund, command => command.With(provider).With(payment.Value).With(id).With(amountMinor), cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var find = new NpgsqlBatch(connection);
        find.Add(FindRefund).With(id);
        return await find.ExecuteScalarAsync(cancellation) is not null;
    }

    private async Task<List<BuiltInPayment>> ReadAsync(string sql, Action<NpgsqlBatchCommand> with, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        with(batch.Add(sql));
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var found = new List<BuiltInPayment>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(new(
                new(rows.GetGuid(0)), rows.GetString(1), new Money(rows.GetInt64(2), rows.GetString(3)), rows.GetString(4), rows.IsDBNull(5) ? null : rows.GetString(5),
                rows.GetInt64(6), rows.GetInt64(7), rows.GetFieldValue<DateTimeOffset>(8), rows.IsDBNull(9) ? null : rows.GetFieldValue<DateTimeOffset>(9),
                rows.GetFieldValue<DateTimeOffset>(10)));
        }

        return found;
    }

    private async Task ExecuteAsync(string sql, Action<NpgsqlBatchCommand> with, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        with(batch.Add(sql));
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
