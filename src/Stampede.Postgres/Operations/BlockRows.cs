using System.Net;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>A block as it is enforced. One of customer, address and network is there.</summary>
/// <param name="Drop">Null: in the whole shop.</param>
/// <param name="AddressHash">As the drop's signals have it.</param>
public sealed record ActiveBlock(DropId? Drop, CustomerId? Customer, byte[]? AddressHash, IPNetwork? Network, DateTimeOffset? Until);

/// <summary>A block as operators see it.</summary>
/// <param name="Kind">account, address or network.</param>
/// <param name="DropId">Null: in the whole shop.</param>
/// <param name="CustomerName">Of an account, as it is called now.</param>
/// <param name="Network">Of a network, such as 203.0.113.0/24. An address is only known by a hash.</param>
/// <param name="Until">Null: until it is lifted.</param>
/// <param name="ActorName">Of the operator, as they are called now.</param>
public sealed record Block(
    string Id, string Kind, DropId? DropId, string? DropName, CustomerId? CustomerId, string? CustomerName, string? Network, string Reason, DateTimeOffset? Until,
    DateTimeOffset At, CustomerId Actor, string ActorName);

/// <summary>What is to be blocked: accounts, the address that one of them was seen at in this drop, or a network.</summary>
/// <param name="Drop">Null: in the whole shop.</param>
public sealed record BlockOrder(
    DropId? Drop, IReadOnlyCollection<CustomerId> Customers, CustomerId? AddressOf, IPNetwork? Network, string Reason, DateTimeOffset? Until, CustomerId By);

/// <summary>Who may not reserve, by the word of an operator.</summary>
public sealed class BlockRows(NpgsqlDataSource database)
{
    /// <summary>At one time. Every node has all of them in its memory.</summary>
    public const int CountMax = 10_000;

    private const string ReadVersion = "select version from block_list where version <> $1";

    private const string ReadActive = """
        select drop_id, customer_id, address_hash, network::text, until from block where until is null or until > clock_timestamp()
        """;

    private const string Renew = "update block_list set version = version + 1";

    private const string Tidy = "delete from block where until <= clock_timestamp()";

    // The accounts stay for as long as this takes: a block of nobody would be refused by the foreign key.
    private const string Write = """
        insert into block as b (id, drop_id, customer_id, address_hash, network, reason, until, operator_id)
        select n.id, $2, n.customer_id, n.address_hash, n.network, $6, $7, $8
        from (
          select i.id, a.id as customer_id, null::bytea as address_hash, null::cidr as network
          from unnest($1::uuid[], $3::uuid[]) i (id, customer_id) cross join lateral (select id from account where id = i.customer_id for key share) a
          union all
          select ($1::uuid[])[1], null, s.address_hash, null from reserve_signal s where s.drop_id = $2 and s.customer_id = $4
          union all
          select ($1::uuid[])[1], null, null, $5::text::cidr where $5::text is not null) n
        on conflict on constraint block_once do update
          set reason = excluded.reason, until = excluded.until, operator_id = excluded.operator_id, at = clock_timestamp()
        returning b.id
        """;

    private const string Count = "select count(*) from block";

    private const string Columns = """
        select b.id, case when b.customer_id is not null then 'account' when b.network is not null then 'network' else 'address' end, b.drop_id,
          (select name from drop where id = b.drop_id), b.customer_id, (select display_name from account where id = b.customer_id), b.network::text, b.reason, b.until, b.at,
          b.operator_id, coalesce((select display_name from account where id = b.operator_id), pseudonym(b.operator_id))
        from block b
        """;

    private const string List = $"""
        {Columns}
        where b.id < coalesce($1, {Keyset.IdMax}) and (b.until is null or b.until > clock_timestamp()) and ($3::uuid is null or b.drop_id is null or b.drop_id = $3)
        order by b.id desc limit $2
        """;

    private const string ListThose = Columns + " where b.id = any($1) order by b.id desc";

    private const string Lift = "delete from block where id = $1 returning drop_id, customer_id";

    /// <param name="known">A version that the caller has already; 0: none.</param>
    /// <returns>Null: that version still stands.</returns>
    public async Task<(long Version, IReadOnlyList<ActiveBlock> Blocks)?> ReadAsync(long known, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        long version;
        await using (var look = new NpgsqlBatch(connection))
        {
            look.Add(ReadVersion).With(known);
            if (await look.ExecuteScalarAsync(cancellation) is not long newer)
                return null;
            version = newer;
        }

        // What is written between the two has another version: it is read again.
        await using var read = new NpgsqlBatch(connection);
        read.Add(ReadActive);
        await using var rows = await read.ExecuteReaderAsync(cancellation);
        var blocks = new List<ActiveBlock>();
        while (await rows.ReadAsync(cancellation))
        {
            blocks.Add(new(
                rows.IsDBNull(0) ? null : new DropId(rows.GetGuid(0)), rows.IsDBNull(1) ? null : new CustomerId(rows.GetGuid(1)),
                rows.IsDBNull(2) ? null : rows.GetFieldValue<byte[]>(2), rows.IsDBNull(3) ? null : IPNetwork.Parse(rows.GetString(3)),
                rows.IsDBNull(4) ? null : rows.GetFieldValue<DateTimeOffset>(4)));
        }

        return (version, blocks);
    }

    /// <summary>What is blocked already gets this reason and this time.</summary>
    /// <returns>Those that stand now, newest first; none: nobody of them is known here. Null: there are too many blocks.</returns>
    public async Task<IReadOnlyList<Block>?> WriteAsync(BlockOrder order, CancellationToken cancellation)
    {
        Guid[] ids = [.. Enumerable.Range(0, Math.Max(1, order.Customers.Count)).Select(_ => Guid.CreateVersion7())];
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var write = new NpgsqlBatch(connection, transaction);
        write.Add(Renew);
        write.Add(Tidy);
        write.Add(Count);
        write.Add(Write).With(ids).With(order.Drop?.Value).With(order.Customers.Select(one => one.Value).ToArray()).With(order.AddressOf?.Value)
            .With(order.Network?.ToString()).With(order.Reason).With(order.Until).With(order.By.Value);
        var written = new List<Guid>();
        await using (var rows = await write.ExecuteReaderAsync(cancellation))
        {
            await rows.ReadAsync(cancellation);
            if (rows.GetInt64(0) + ids.Length > CountMax)
                return null;
            await rows.NextResultAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
                written.Add(rows.GetGuid(0));
        }

        await using var list = new NpgsqlBatch(connection, transaction);
        list.Add(ListThose).With(written.ToArray());
        var blocks = await ReadListAsync(list, cancellation);
        if (blocks.Count > 0)
            await transaction.CommitAsync(CancellationToken.None);
        return blocks;
    }

    /// <summary>Those that stand, newest first.</summary>
    /// <param name="drop">Those that count in this drop; null: all.</param>
    /// <param name="after">The last one of the page before; null: from the newest.</param>
    public async Task<Page<Block>> ListAsync(DropId? drop, Guid? after, int limit, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(List).With(after).With(limit + 1).With(drop?.Value);
        return Page<Block>.Of(await ReadListAsync(batch, cancellation), limit, block => block.Id);
    }

    /// <returns>Whom it concerned, and where; null: there was no such block.</returns>
    public async Task<(DropId? Drop, CustomerId? Customer)?> LiftAsync(Guid id, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(Renew);
        batch.Add(Lift).With(id);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation)
            ? (rows.IsDBNull(0) ? null : new DropId(rows.GetGuid(0)), rows.IsDBNull(1) ? null : new CustomerId(rows.GetGuid(1)))
            : null;
    }

    public async Task TidyAsync(CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(Tidy);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<List<Block>> ReadListAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var blocks = new List<Block>();
        while (await rows.ReadAsync(cancellation))
        {
            blocks.Add(new(
                rows.GetGuid(0).ToString(), rows.GetString(1), rows.IsDBNull(2) ? null : new DropId(rows.GetGuid(2)), Text(rows, 3),
                rows.IsDBNull(4) ? null : new CustomerId(rows.GetGuid(4)), Text(rows, 5), Text(rows, 6), rows.GetString(7),
                rows.IsDBNull(8) ? null : rows.GetFieldValue<DateTimeOffset>(8), rows.GetFieldValue<DateTimeOffset>(9), new CustomerId(rows.GetGuid(10)), rows.GetString(11)));
        }

        return blocks;
    }

    private static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}
