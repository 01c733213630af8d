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
/// <param name="AddressGroup">The same number for all who share an address. Null: nobody shares theirs.</param>
/// <param name="Holds">Their live holds in this drop.</param>
/// <param name="Blocked">They, or their address, may not reserve in this drop. Whether their network may not is not known here: no address is kept.</param>
/// <param name="Note">What operators wrote down about them.</param>
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
    long? SameAddressAndAgent,
    int? AddressGroup,
    long Holds,
    bool Blocked,
    string? Note);

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

    private static readonly string Read = $"""
        with reserved as (
          select customer_id, count(*) as reservations, coalesce(sum(quantity) filter (where status = 'purchased'), 0) as purchased,
            count(*) filter (where status in ('expired', 'cancelled')) as unbought, count(*) filter (where status = 'active') as holds, min(created_at) as first_at
          from reservation where drop_id = $1 group by customer_id),
        recorded as (
          select customer_id, attempts, early_attempts, per_second_max,
            count(*) over (partition by address_hash) as same_address, count(*) over (partition by address_hash, agent_hash) as same_both,
            address_hash, dense_rank() over (order by address_hash) as address_group
          from reserve_signal where drop_id = $1),
        customer as (
          select customer_id, coalesce(reservations, 0) as reservations, coalesce(purchased, 0)::bigint as purchased, coalesce(unbought, 0) as unbought,
            attempts, early_attempts, per_second_max, same_address, same_both, address_hash, address_group, coalesce(holds, 0) as holds, a.display_name,
            extract(epoch from first_at - $2)::float8 * 1000 as first_after, extract(epoch from first_at - a.created_at)::float8 as age
          from reserved full join recorded using (customer_id) left join account a on a.id = customer_id),
        judged as (
          select *, array[
            coalesce(first_after between 0 and 300, false), coalesce(early_attempts >= 3, false), coalesce(per_second_max >= 5, false),
            unbought >= 2, coalesce(age < 60, false), coalesce(same_address >= 5, false)] as shows
          from customer)
        select customer_id, coalesce(display_name, pseudonym(customer_id)), shows, reservations, purchased, unbought, first_after, age,
          attempts, early_attempts, per_second_max, same_address, same_both,
          count(*) over (), (sum(purchased) over ())::bigint,
          array[{string.Join(", ", Names.Select((_, i) => $"count(*) filter (where shows[{i + 1}]) over ()"))}],
          array[{string.Join(", ", Names.Select((_, i) => $"(coalesce(sum(purchased) filter (where shows[{i + 1}]) over (), 0))::bigint"))}],
          case when same_address > 1 then address_group end::integer, holds,
          exists (
            select from block b where (b.drop_id is null or b.drop_id = $1) and (b.customer_id = j.customer_id or b.address_hash = j.address_hash)
              and (b.until is null or b.until > clock_timestamp())),
          (select note from customer_note n where n.customer_id = j.customer_id)
        from judged j
        order by cardinality(array_positions(shows, true)) desc, attempts desc nulls last, customer_id
        limit $3
        """;

    /// <returns>Null: there is no such drop.</returns>
    public Task<SignalsReading?> ReadAsync(DropId drop, CancellationToken cancellation) => ReadAsync(drop, LinesMax, cancellation);

    /// <inheritdoc cref="ReadAsync(DropId, CancellationToken)"/>
    public async Task<SignalsReading?> ReadAsync(DropId drop, int linesMax, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        DateTimeOffset? startsAt;
        await using (var find = new NpgsqlBatch(connection))
        {
            find.Add(FindDrop).With(drop.Value);
            await using var found = await find.ExecuteReaderAsync(cancellation);
            if (!await found.ReadAsync(cancellation))
                return null;
            startsAt = found.IsDBNull(0) ? null : found.GetFieldValue<DateTimeOffset>(0);
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Read).With(drop.Value).With(startsAt).With(linesMax);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var (customers, purchased) = (0L, 0L);
        var (showing, bought) = (new long[Names.Length], new long[Names.Length]);
        var lines = new List<SignalLine>();
        while (await rows.ReadAsync(cancellation))
        {
            (customers, purchased) = (rows.GetInt64(13), rows.GetInt64(14));
            (showing, bought) = (rows.GetFieldValue<long[]>(15), rows.GetFieldValue<long[]>(16));
            var shows = rows.GetFieldValue<bool[]>(2);
            if (shows.Contains(true))
                lines.Add(ReadLine(rows, shows));
        }

        return new SignalsReading(customers, purchased, [.. Names.Select((name, i) => new SignalCount(name, showing[i], bought[i]))], lines);
    }

    private static SignalLine ReadLine(NpgsqlDataReader row, bool[] shows) => new(
        new CustomerId(row.GetGuid(0)), row.GetString(1), [.. Names.Where((_, i) => shows[i])],
        row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
        row.IsDBNull(6) ? null : Math.Round(row.GetDouble(6), 1), row.IsDBNull(7) ? null : Math.Round(row.GetDouble(7), 1),
        row.IsDBNull(8) ? null : row.GetInt64(8), row.IsDBNull(9) ? null : row.GetInt64(9), row.IsDBNull(10) ? null : row.GetInt32(10),
        row.IsDBNull(11) ? null : row.GetInt64(11), row.IsDBNull(12) ? null : row.GetInt64(12),
        row.IsDBNull(17) ? null : row.GetInt32(17), row.GetInt64(18), row.GetBoolean(19), row.IsDBNull(20) ? null : row.GetString(20));
}
