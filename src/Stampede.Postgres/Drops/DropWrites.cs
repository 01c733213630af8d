using System.Text.Json;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Operators;

namespace Stampede.Postgres.Drops;

/// <summary>A drop that is to be. Its first variants are all it will ever have; their stock can be adjusted.</summary>
public sealed record NewDrop
{
    public required DropId Id { get; init; }
    public required string Slug { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? ImageUrl { get; init; }

    /// <summary>Null: it has no pictures but its <see cref="ImageUrl"/>, and no size guide.</summary>
    public DropLookChange? Look { get; init; }

    /// <summary>Null: no other program knows it.</summary>
    public DropCodes? Codes { get; init; }

    public required DropTerms Terms { get; init; }
    public required bool IsDraft { get; init; }
    public required IReadOnlyList<VariantStock> Variants { get; init; }
}

/// <summary>Puts new drops in. All that happens to a drop afterwards goes through its lane.</summary>
public sealed class DropWrites(NpgsqlDataSource database)
{
    private const string InsertDrop = """
        insert into drop (id, slug, name, description, image_url, price_minor, currency, status, starts_at, ends_at, hold_seconds,
          limit_per_customer, cooldown_free_holds, cooldown_first_seconds, cooldown_window_seconds, payment, pay_seconds, delivery, delivery_countries,
          created_at, version, next_due_at)
        select $1, $2, $3, $4, $5, $6, $7,
          case when $8 then 'draft' when $9 > c.now then 'upcoming' else 'live' end,
          case when $8 then $9 else coalesce($9, c.now) end, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, c.now, 1,
          case when $8 then null when $9 > c.now then $9 else $10 end
        from (select clock_timestamp() as now) c
        where $8 or $10 is null or $10 > coalesce($9, c.now)
        returning created_at, status, starts_at
        """;

    private const string InsertVariants = """
        insert into variant (drop_id, position, id, label, total, available, held, sold)
        select $1, v.position, v.id, v.label, v.total, v.total, 0, 0
        from drop d cross join unnest($2::uuid[], $3::text[], $4::integer[]) with ordinality as v (id, label, total, position)
        where d.id = $1
        """;

    private const string InsertCreated = """
        insert into movement (drop_id, version, at, kind, operator_id, data) values ($1, 1, $2, 'created', $3, $4)
        """;

    /// <returns>False: the slug is taken, and nothing was written.</returns>
    /// <exception cref="EndHasPassedException">Nothing was written.</exception>
    /// <exception cref="ExternalIdTakenException">Nothing was written.</exception>
    public async Task<bool> TryCreateAsync(NewDrop drop, CustomerId? byOperator, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await TryInsertAsync(drop, byOperator, transaction, cancellation))
            return false;
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>The same for a request: the drop is read, and its answer kept under the request's name, in the same transaction.</summary>
    /// <param name="name">Null: it was sent without a key.</param>
    /// <returns>Null: the slug is taken, and nothing was written.</returns>
    public async Task<DropSnapshot?> TryCreateAsync(
        NewDrop drop, CustomerId byOperator, DropReads reads, RequestName? name, Func<DropSnapshot, KeptAnswer> answer, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await TryInsertAsync(drop, byOperator, transaction, cancellation))
            return null;
        await using var find = new NpgsqlBatch(connection, transaction);
        reads.AddFind(find, drop.Id);
        DropSnapshot created;
        await using (var rows = await find.ExecuteReaderAsync(cancellation))
        {
            await rows.ReadAsync(cancellation);
            created = reads.Read(rows, withCodes: true);
        }

        if (name is not null)
        {
            await using var keep = new NpgsqlBatch(connection, transaction);
            OperatorRequests.AddTo(keep, name, answer(created));
            await keep.ExecuteNonQueryAsync(cancellation);
        }

        // Not given up half-way: whoever hung up would not hear what became of it.
        await transaction.CommitAsync(CancellationToken.None);
        return created;
    }

    private static async Task<bool> TryInsertAsync(NewDrop drop, CustomerId? byOperator, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var connection = transaction.Connection!;
        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.Add(InsertDrop).With(drop.Id.Value).With(drop.Slug).With(drop.Name).With(drop.Description).With(drop.ImageUrl)
                .With(drop.Terms.Price.AmountMinor).With(drop.Terms.Price.Currency).With(drop.IsDraft).With(drop.Terms.StartsAt)
                .With(drop.Terms.EndsAt).With(drop.Terms.HoldSeconds).With(drop.Terms.LimitPerCustomer).WithCooldown(drop.Terms.Cooldown)
                .With(Names.Of(drop.Terms.Payment)).With(drop.Terms.PaySeconds).With(Names.Of(drop.Terms.Delivery)).With(drop.Terms.DeliveryCountries);
            batch.Add(InsertVariants).With(drop.Id.Value)
                .With(drop.Variants.Select(v => v.Id.Value).ToArray())
                .With(drop.Variants.Select(v => v.Label).ToArray())
                .With(drop.Variants.Select(v => v.Total).ToArray());
            DateTimeOffset createdAt;
            string status;
            DateTimeOffset? startsAt;
            await using (var rows = await batch.ExecuteReaderAsync(cancellation))
            {
                if (!await rows.ReadAsync(cancellation))
                    throw new EndHasPassedException();
                (createdAt, status) = (rows.GetFieldValue<DateTimeOffset>(0), rows.GetString(1));
                startsAt = rows.IsDBNull(2) ? null : rows.GetFieldValue<DateTimeOffset>(2);
            }

            // With all that it begins with, so that the ledger alone says what there ever was.
            var first = new FirstDrop(
                drop.Slug, drop.Name, drop.Description, drop.ImageUrl, drop.Terms.Price, startsAt, drop.Terms.EndsAt, drop.Terms.HoldSeconds,
                FirstCooldown.Of(drop.Terms.Cooldown), drop.Terms.Payment, drop.Terms.PaySeconds, [.. drop.Variants.Select(v => new FirstVariant(v.Id.Value, v.Label))],
                drop.Terms.Delivery, drop.Terms.DeliveryCountries);
            var stock = drop.Variants.ToDictionary(v => v.Id.ToString(), v => v.Total);
            await using var ledger = new NpgsqlBatch(connection, transaction);
            ledger.Add(InsertCreated).With(drop.Id.Value).With(createdAt).With(byOperator?.Value)
                .WithJson(JsonSerializer.Serialize(new CreatedData(status, stock, drop.Terms.LimitPerCustomer, first), DropJson.Default.CreatedData));
            if (drop.Look is { } look)
                DropLook.AddTo(ledger, drop.Id, look);
            drop.Codes?.AddTo(ledger, drop.Id);
            await ledger.ExecuteNonQueryAsync(cancellation);
            return true;
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "drop_slug_key" })
        {
            return false;
        }
        catch (PostgresException taken) when (DropCodes.IsTaken(taken))
        {
            throw new ExternalIdTakenException();
        }
    }
}

/// <summary>By the database's clock the drop's end was over before it began: whoever checked it before knew another time.</summary>
public sealed class EndHasPassedException() : Exception("The drop's end had passed when it was to be created.");

/// <summary>What a drop's first movement carries.</summary>
/// <param name="Stock">By variant.</param>
/// <param name="Drop">Null in ledgers of before.</param>
internal sealed record CreatedData(string Status, IReadOnlyDictionary<string, int> Stock, int Limit, FirstDrop? Drop);

/// <param name="Variants">In the order in which they are shown.</param>
internal sealed record FirstDrop(
    string Slug, string Name, string? Description, string? ImageUrl, Money Price, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, int HoldSeconds,
    FirstCooldown? Cooldown, PaymentRule? Payment, int? PaySeconds, IReadOnlyList<FirstVariant> Variants,
    DeliveryRule? Delivery = null, string? DeliveryCountries = null);

/// <summary>Null in the ledger of a drop without one. A ledger of before says nothing of it either: its drop's row tells.</summary>
internal sealed record FirstCooldown(int FreeHolds, int FirstSeconds, int WindowSeconds)
{
    public static FirstCooldown? Of(Cooldown? cooldown) =>
        cooldown is null ? null : new(cooldown.FreeHolds, (int)cooldown.First.TotalSeconds, (int)cooldown.Window.TotalSeconds);

    public Cooldown ToCooldown() => new(FreeHolds, TimeSpan.FromSeconds(FirstSeconds), TimeSpan.FromSeconds(WindowSeconds));
}

internal sealed record FirstVariant(Guid Id, string Label);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[System.Text.Json.Serialization.JsonSerializable(typeof(CreatedData))]
internal sealed partial class DropJson : System.Text.Json.Serialization.JsonSerializerContext;
