using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Drops;

/// <summary>Whether a drop is there, and whether it is over: what can be known of it without its lane.</summary>
/// <param name="View">Of an ended drop with its variants' ids, and without their counts; of others without variants.</param>
/// <param name="HasHolds">Ended, and something is still held: it can be bought or given back.</param>
public sealed record DropStanding(DropView View, bool HasHolds);

/// <summary>Many drops in one statement, however many callers ask.</summary>
public sealed class DropStandingReads(NpgsqlDataSource database)
{
    // Each by its key: as a join this is planned while the table is empty, and reads all drops later.
    internal const string Find = """
        select d.id, d.version, d.status, d.price_minor, d.currency, d.starts_at, d.ends_at, d.hold_seconds, d.limit_per_customer, v.ids, v.held, d.payment, d.pay_seconds, d.delivery, d.delivery_countries
        from unnest($1::uuid[]) as wanted (id)
        cross join lateral (select * from drop where id = wanted.id and removed_at is null limit 1) d
        cross join lateral (
          select array_agg(id order by position) as ids, coalesce(sum(held), 0) > 0 as held from variant where drop_id = d.id and d.status = 'ended') v
        """;

    internal const string FindIds = """
        select wanted.slug, d.id from unnest($1::text[]) as wanted (slug)
        cross join lateral (select id from drop where slug = wanted.slug and removed_at is null limit 1) d
        """;

    /// <returns>Those that are there, drafts too.</returns>
    public async Task<IReadOnlyDictionary<DropId, DropStanding>> FindAsync(IReadOnlyCollection<DropId> drops, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Find).With(drops.Select(drop => drop.Value).ToArray());
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<DropId, DropStanding>();
        while (await rows.ReadAsync(cancellation))
        {
            var (id, version, status) = (new DropId(rows.GetGuid(0)), rows.GetInt64(1), Names.Parse<DropStatus>(rows.GetString(2)));
            var terms = new DropTerms
            {
                Price = new Money(rows.GetInt64(3), rows.GetString(4)),
                StartsAt = rows.IsDBNull(5) ? null : rows.GetFieldValue<DateTimeOffset>(5),
                EndsAt = rows.IsDBNull(6) ? null : rows.GetFieldValue<DateTimeOffset>(6),
                HoldSeconds = rows.GetInt32(7),
                LimitPerCustomer = rows.GetInt32(8),
                Payment = Names.Parse<PaymentRule>(rows.GetString(11)),
                PaySeconds = rows.GetInt32(12),
                Delivery = Names.Parse<DeliveryRule>(rows.GetString(13)),
                DeliveryCountries = rows.IsDBNull(14) ? null : rows.GetString(14),
            };
            var variants = rows.IsDBNull(9) ? [] : rows.GetFieldValue<Guid[]>(9).Select(variant => new VariantStock(new VariantId(variant), "", 0, 0, 0));
            found.Add(id, new DropStanding(new DropView(id, version, status, terms, [.. variants]), rows.GetBoolean(10)));
        }

        return found;
    }

    public async Task<IReadOnlyDictionary<string, DropId>> FindIdsAsync(IReadOnlyCollection<string> slugs, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(FindIds).With(slugs.ToArray());
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<string, DropId>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
            found.Add(rows.GetString(0), new DropId(rows.GetGuid(1)));
        return found;
    }
}
