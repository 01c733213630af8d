using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>One of the signals, and what those who show it have.</summary>
/// <param name="Signal">fast, early, burst, unbought, newAccount, sameAddress.</param>
public sealed record SignalCount(string Signal, long Customers, long Purchased);

/// <summary>A customer who shows signals. What was not recorded is null.</summary>
/// <param name="FirstAfterMilliseconds">From the drop's start to their first reservation; null: they got none.</param>
/// <param name="AccountAgeSeconds">At their first reservation.</param>
/// <param name="SameAddress">Customers of this drop at their address, themselves included.</param>
/// <param name="SameAddressAndAgent">Of these, those with the same User-Agent.</param>
public sealed record SignalLine(
    CustomerId CustomerId,
    string DisplayName,
    IReadOnlyList<string> Signals,
    long Reservations,
    long Purchased,
    long Unbought,
    double? FirstAfterMilliseconds,
    double? AccountAgeSeconds,
    long? Attempts,
    long? EarlyAttempts,
    int? PerSecondMax,
    long? SameAddress,
    long? SameAddressAndAgent);

/// <param name="Customers">Who reserved or, where that is recorded, tried to.</param>
/// <param name="Purchased">Units that they bought.</param>
public sealed record SignalsReading(long Customers, long Purchased, IReadOnlyList<SignalCount> Counts, IReadOnlyList<SignalLine> Lines);

/// <summary>Tells machines from people by what the books and the recorded signals say. Each is a hint, none a proof.</summary>
public sealed class SignalReads(NpgsqlDataSource database)
{
    /// <summary>Lines shown, those with the most signals first.</summary>
    public const int LinesMax = 100;

    public static readonly string[] Names = ["fast", "early", "burst", "unbought", "newAccount", "sameAddress"];

    private const string FindDrop = "select starts_at from drop where id = $1";

    private const string Read = """
        with reserved as (
          select customer_id, count(*) as reservations, coalesce(sum(quantity) filter (where status = 'purchased'), 0) as purchased,
            count(*) filter (where status in ('expired', 'cancelled')) as unbought, min(created_at) as first_at
          from reservation where drop_id = $1 group by customer_id),
        recorded as (
          select customer_id, attempts, early_attempts, per_second_max,
            count(*) over (partition by address_hash) as same_address, count(*) over (partition by address_hash, agent_hash) as same_both
          from reserve_signal where drop_id = $1),
        customer as (
          select customer_id, coalesce(reservations, 0) as reservations, coalesce(purchased, 0) as purchased, coalesce(unbought, 0) as unbought,
            attempts, early_attempts, per_second_max, same_address, same_both,
            extract(epoch from first_at - $2)::float8 * 1000 as first_after, extract(epoch from first_at - a.created_at)::float8 as age, a.display_name
          from reserved full join recorded using (customer_id) left join account a on a.id = customer_id),
        judged as (
          select *, array[
            coalesce(first_after between 0 and 300, false), coalesce(early_attempts >= 3, false), coalesce(per_second_max >= 5, false),
            unbought >= 2, coalesce(age < 60, false), coalesce(same_address >= 5, false)] as shows
          from customer),
        summed as (
          select count(*) as customers, coalesce(sum(purchased), 0)::bigint as purchased,
            array(select row (count(*), coalesce(sum(j.purchased), 0))::text from generate_series(1, 6) i left join judged j on j.shows[i] group by i order by i) as unused
          from judged)
        select j.customer_id, coalesce(j.display_name, ''), j.shows, j.reservations, j.purchased::bigint, j.unbought, j.first_after, j.age,
          j.attempts, j.early_attempts, j.per_second_max, j.same_address, j.same_both
        from judged j
        order by cardinality(array_positions(j.shows, true)) desc, j.attempts desc nulls last, j.customer_id
        """;

    /// <returns>Null: there is no such drop.</returns>
    public async Task<SignalsReading?> ReadAsync(DropId drop, CancellationToken cancellation) => throw new NotSupportedException(drop + cancellation.ToString() + Read + FindDrop + database);
}
