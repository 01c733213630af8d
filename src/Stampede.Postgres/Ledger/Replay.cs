using System.Globalization;
using System.Text.Json;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;

namespace Stampede.Postgres.Ledger;

/// <summary>
/// A drop's ledger, folded line by line with the engine's own fold, and each row of its projections compared with what the
/// ledger makes of it. What it keeps in memory is what a lane keeps: live holds and units per customer.
/// </summary>
/// <remarks>A hold is made of its line and of the terms at that time, never of the reservation's row: that is what is judged.</remarks>
internal sealed class Replay(DropId drop, Findings findings)
{
    /// <summary>A clock that is set right may fall by so much between two lines.</summary>
    private static readonly TimeSpan ClockFallMax = TimeSpan.FromSeconds(5);

    // Each line with the rows that it wrote, as they are now.
    public const string Lines = """
        select m.version, m.at, m.kind, m.variant_id, m.reservation_id, m.customer_id, m.quantity, m.operator_id, m.data, m.purchase_id, m.request_key,
          r.id, r.customer_id, r.variant_id, r.quantity, r.price_minor, r.currency, r.status, r.created_at, r.expires_at, r.ended_at, r.drop_version, r.request_key,
          p.id, p.reservation_id, p.customer_id, p.variant_id, p.quantity, p.price_minor, p.currency, p.purchased_at,
          m.payment_id, p.payment_id, t.purchase_id, t.units, t.restocked, t.refund_id, t.payment_id, t.operator_id, t.customer_id, t.variant_id
        from movement m
        left join reservation r on r.drop_id = m.drop_id and r.id = m.reservation_id
        left join purchase p on p.drop_id = m.drop_id and p.drop_version = m.version
        left join purchase_return t on t.drop_id = m.drop_id and t.drop_version = m.version
        where m.drop_id = $1 order by m.version
        """;

    public const string DropRow = """
        select version, status, price_minor, currency, starts_at, ends_at, hold_seconds, limit_per_customer,
          created_at, next_due_at, oldest_hold_version, name, description, image_url, slug,
          cooldown_free_holds, cooldown_first_seconds, cooldown_window_seconds, payment, pay_seconds, line, delivery, delivery_countries, removed_at is not null, archived_at is not null
        from drop where id = $1
        """;

    public const string VariantRows = "select id, label, available, held, sold, total, position from variant where drop_id = $1 order by position, id";

    /// <summary>Of live holds: what their rows say that they are.</summary>
    private readonly Dictionary<ReservationId, string?> live = [];

    private DropState? state;
    private CreatedData? created;
    private DateTimeOffset createdAt;
    private DateTimeOffset lastAt;

    /// <summary>Null: not known yet.</summary>
    private Money? price;

    /// <param name="row">At its first line; read to the end.</param>
    /// <param name="kept">The drop's row: what a ledger of before does not say of the beginning is taken from it.</param>
    /// <returns>False: it could not be followed to its end.</returns>
    public async Task<bool> FollowAsync(NpgsqlDataReader row, KeptDrop kept, CancellationToken cancellation)
    {
        var version = 0L;
        while (await row.ReadAsync(cancellation))
        {
            var next = row.GetInt64(0);
            if (next != version + 1)
            {
                findings.Add("ledger_without_gaps", $"after version {version} comes version {next}");
                return false;
            }

            version = next;
            try
            {
                if (version == 1)
                    Begin(row, kept);
                else
                    Follow(row);
            }
            catch (Exception unreadable) when (unreadable is InvalidOperationException or InvalidDataException or InvalidCastException or JsonException or KeyNotFoundException)
            {
                findings.Add("ledger_can_be_followed", $"version {version}: {unreadable.Message}");
                return false;
            }
        }

        if (version != kept.Version)
            findings.Add("ledger_without_gaps", $"the drop is at version {kept.Version}; the ledger has {version} lines");
        return state is not null;
    }

    private void Begin(NpgsqlDataReader row, KeptDrop kept)
    {
        if (row.GetString(2) != "created")
            throw new InvalidDataException("the first line does not say created");
        created = JsonSerializer.Deserialize(row.GetString(8), DropJson.Default.CreatedData) ?? throw new InvalidDataException("the first line has no data");
        (createdAt, lastAt) = (row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(1));
        var (terms, text) = (kept.Terms with { LimitPerCustomer = created.Limit }, new DropText(kept.Name, kept.Description, kept.ImageUrl));
        if (created.Drop is { } first)
        {
            terms = new DropTerms
            {
                Price = first.Price,
                StartsAt = first.StartsAt,
                EndsAt = first.EndsAt,
                HoldSeconds = first.HoldSeconds,
                LimitPerCustomer = created.Limit,
                Cooldown = first.Cooldown?.ToCooldown() ?? kept.Terms.Cooldown,
                Payment = first.Payment ?? PaymentRule.None,
                PaySeconds = first.PaySeconds ?? kept.Terms.PaySeconds,
                Delivery = first.Delivery ?? DeliveryRule.None,
                DeliveryCountries = first.DeliveryCountries,
            };
            (text, price) = (new DropText(first.Name, first.Description, first.ImageUrl), first.Price);
        }

        var variants = created.Drop?.Variants.Select(variant => new VariantStock(new VariantId(variant.Id), variant.Label, created.Stock[variant.Id.ToString()], 0, 0))
            ?? created.Stock.Select(stock => new VariantStock(new VariantId(Guid.Parse(stock.Key)), "", stock.Value, 0, 0));
        state = new DropState(new DropView(drop, 1, Names.Parse<DropStatus>(created.Status), terms, [.. variants]), [], [], text: text);
    }

    private void Follow(NpgsqlDataReader row)
    {
        var at = row.GetFieldValue<DateTimeOffset>(1);
        if (at < lastAt - ClockFallMax)
            findings.Add("ledger_in_order", $"version {row.GetInt64(0)} is of {Text(at)}, and the one before of {Text(lastAt)}");
        lastAt = at;
        var line = MovementRows.ReadLine(row, 31);
        var known = row.IsDBNull(4) ? null : state!.FindHold(new ReservationId(row.GetGuid(4)));
        // What the line says of a new hold; of one that is known, the ledger has said it before.
        var made = known ?? (row.IsDBNull(4) || line.Return is not null ? null : Made(row, line));
        var movement = Movement.Restore(MovementRows.ReadKind(row), line with { Hold = made });
        if (movement.Hold is not { } effect)
        {
            state!.Apply(movement);
            CompareReturn(row, movement);
            price = movement.Change?.Price ?? price;
            return;
        }

        switch (effect.Step)
        {
            case HoldStep.Opens:
                if (known is not null)
                    throw new InvalidDataException($"reservation {known.Id} is made twice");
                Opened(row, movement, effect);
                break;
            case HoldStep.Continues:
                if (known is null)
                    throw new InvalidDataException($"reservation {effect.Of.Id} is {Names.Of(movement.Kind)} and was not held");
                state!.Apply(movement);
                break;
            case HoldStep.Ends:
                if (known is null)
                    throw new InvalidDataException($"reservation {effect.Of.Id} is {Names.Of(effect.Becomes)} and was not held");
                Ended(row, movement, effect);
                break;
        }
    }

    private Hold Made(NpgsqlDataReader row, MovementLine line)
    {
        // A ledger of before does not say what the price was at first; then all reservations must agree on it.
        if (!row.IsDBNull(11))
            price ??= new Money(row.GetInt64(15), row.GetString(16));
        return new Hold(
            new ReservationId(row.GetGuid(4)), new CustomerId(row.GetGuid(5)), line.Variant!.Value, line.Units!.Value,
            price ?? state!.Terms.Price, line.At, line.At + state!.Terms.Hold, line.Version);
    }

    private void Opened(NpgsqlDataReader row, Movement movement, HoldEffect effect)
    {
        var hold = effect.Of;
        if (state!.Status != DropStatus.Live)
            findings.Add("reserved_while_live", $"reservation {hold.Id} was made while the drop was {Names.Of(state.Status)}");
        state.Apply(movement);
        var units = state.UnitsOf(hold.Customer);
        if (units.Sold + units.Held > state.Terms.LimitPerCustomer)
            findings.Add("limit_per_customer", $"customer {hold.Customer} has {units.Sold + units.Held} units at version {hold.DropVersion}; the limit is {state.Terms.LimitPerCustomer}");

        live[hold.Id] = row.IsDBNull(11) ? null : row.GetString(17);
        if (row.IsDBNull(11))
        {
            findings.Add("reservation_in_ledger_once", $"reservation {hold.Id} is in the ledger at version {hold.DropVersion} and has no row");
            return;
        }

        if (row.GetInt64(21) != hold.DropVersion)
            findings.Add("reservation_in_ledger_once", $"reservation {hold.Id} is made at version {hold.DropVersion}; its row says {row.GetInt64(21)}");
        var compare = new Comparison("reservation_matches_ledger", $"reservation {hold.Id}", findings);
        if (hold.Offer is null && state.Line?.Keeps(hold.Variant) == true)
            findings.Add("line_first", $"reservation {hold.Id} was made past the line at version {hold.DropVersion}");
        compare.Same("customer", row.GetGuid(12), hold.Customer.Value);
        compare.Same("variant", row.GetGuid(13), hold.Variant.Value);
        compare.Same("quantity", row.GetInt32(14), hold.Quantity);
        compare.Same("price", (row.GetInt64(15), row.GetString(16)), (hold.Price.AmountMinor, hold.Price.Currency));
        compare.Same("made at", row.GetFieldValue<DateTimeOffset>(18), hold.CreatedAt);
        compare.Same("expires at", row.GetFieldValue<DateTimeOffset>(19), hold.ExpiresAt);
        if (!row.IsDBNull(10))
            compare.Same("request key", row.IsDBNull(22) ? null : row.GetString(22), row.GetString(10));
    }

    private void Ended(NpgsqlDataReader row, Movement movement, HoldEffect effect)
    {
        var (hold, at, version, becomes) = (effect.Of, movement.At, movement.Version, Names.Of(effect.Becomes));
        live.Remove(hold.Id);
        if (effect.EndedBy == EndedBy.Time ? at < hold.KeptUntil : at >= hold.KeptUntil)
            findings.Add("ended_in_time", $"reservation {hold.Id} is {becomes} at {Text(at)}; its time ended at {Text(hold.KeptUntil)}");
        state!.Apply(movement);

        var line = new Comparison("ledger_can_be_followed", $"version {version}, of reservation {hold.Id}", findings);
        line.Same("customer", row.GetGuid(5), hold.Customer.Value);
        line.Same("variant", row.GetGuid(3), hold.Variant.Value);
        line.Same("quantity", row.GetInt32(6), hold.Quantity);

        // That a reservation of the ledger has a row was seen where it was made.
        if (!row.IsDBNull(11))
        {
            if (row.GetString(17) != becomes)
                findings.Add("one_terminal_state", $"reservation {hold.Id} is {row.GetString(17)}; the ledger says {becomes}");
            new Comparison("reservation_matches_ledger", $"reservation {hold.Id}", findings)
                .Same("ended at", row.IsDBNull(20) ? null : row.GetFieldValue<DateTimeOffset>(20), (DateTimeOffset?)at);
        }

        if (movement.Sale is null)
            return;
        if (row.IsDBNull(23))
        {
            findings.Add("purchase_from_reservation", $"reservation {hold.Id} is bought at version {version}, and there is no purchase");
            return;
        }

        var compare = new Comparison("purchase_matches_ledger", $"purchase {row.GetGuid(23)}", findings);
        compare.Same("reservation", row.GetGuid(24), hold.Id.Value);
        compare.Same("customer", row.GetGuid(25), hold.Customer.Value);
        compare.Same("variant", row.GetGuid(26), hold.Variant.Value);
        compare.Same("quantity", row.GetInt32(27), hold.Quantity);
        compare.Same("price", (row.GetInt64(28), row.GetString(29)), (hold.Price.AmountMinor, hold.Price.Currency));
        compare.Same("bought at", row.GetFieldValue<DateTimeOffset>(30), at);
        compare.Same("payment", row.IsDBNull(32) ? null : row.GetGuid(32), movement.Payment?.Value);
        if (state.Terms.Payment == PaymentRule.Required && hold.Price.AmountMinor > 0 && movement.Payment is null)
            findings.Add("sold_for_money", $"purchase {row.GetGuid(23)} was not paid for");
        if (!row.IsDBNull(9))
            compare.Same("id", row.GetGuid(23), row.GetGuid(9));
    }

    private void CompareReturn(NpgsqlDataReader row, Movement movement)
    {
        if (movement.Return is not { } what)
            return;
        if (row.IsDBNull(33))
        {
            findings.Add("return_matches_ledger", $"purchase {what.Purchase} is returned at version {movement.Version}, and there is no return");
            return;
        }

        var compare = new Comparison("return_matches_ledger", $"return at version {movement.Version}", findings);
        compare.Same("purchase", row.GetGuid(33), what.Purchase.Value);
        compare.Same("units", row.GetInt32(34), what.Units);
        compare.Same("restocked", row.GetBoolean(35), what.Restocks);
        compare.Same("refund", row.IsDBNull(36) ? null : row.GetGuid(36), what.Refund);
        compare.Same("payment", row.IsDBNull(37) ? null : row.GetGuid(37), what.Payment?.Value);
        compare.Same("operator", row.IsDBNull(38) ? null : row.GetGuid(38), movement.Operator?.Value);
        compare.Same("customer", row.GetGuid(39), what.Customer.Value);
        compare.Same("variant", row.GetGuid(40), what.Variant.Value);
    }

    /// <summary>The drop's row, once all of the ledger was followed.</summary>
    public void Compare(KeptDrop kept)
    {
        var compare = new Comparison("drop_matches_ledger", "the drop", findings);
        compare.Same("status", Names.Of(kept.Status), Names.Of(state!.Status));
        compare.Same("price", kept.Terms.Price, price ?? kept.Terms.Price);
        compare.Same("start", kept.Terms.StartsAt, state.Terms.StartsAt);
        compare.Same("end", kept.Terms.EndsAt, state.Terms.EndsAt);
        compare.Same("hold seconds", kept.Terms.HoldSeconds, state.Terms.HoldSeconds);
        compare.Same("payment", kept.Terms.Payment, state.Terms.Payment);
        compare.Same("pay seconds", kept.Terms.PaySeconds, state.Terms.PaySeconds);
        compare.Same("delivery", kept.Terms.Delivery, state.Terms.Delivery);
        compare.Same("countries", kept.Terms.DeliveryCountries, state.Terms.DeliveryCountries);
        compare.Same("cooldown", kept.Terms.Cooldown, state.Terms.Cooldown);
        compare.Same("limit", kept.Terms.LimitPerCustomer, state.Terms.LimitPerCustomer);
        compare.Same("made at", kept.CreatedAt, createdAt);
        compare.Same("next due", kept.NextDueAt, state.NextDue);
        compare.Same("oldest hold", kept.OldestHoldVersion, state.OldestHoldVersion());
        compare.Same("line", kept.Line, state.Line is { } line ? LineJson.Of(line) : null);
        compare.Same("name", kept.Name, state.Text.Name);
        compare.Same("description", kept.Description, state.Text.Description);
        compare.Same("removed", kept.IsRemoved, state.IsRemoved);
        compare.Same("archived", kept.IsArchived, state.IsArchived);
        compare.Same("picture", kept.ImageUrl, state.Text.ImageUrl);
        if (created?.Drop is { } first)
            compare.Same("slug", kept.Slug, first.Slug);
        foreach (var hold in Holds())
        {
            if (live[hold.Id] is { } status and not "active")
                findings.Add("one_terminal_state", $"reservation {hold.Id} is {status}; by the ledger it is active");
        }
    }

    /// <param name="rows">Of all variants.</param>
    public async Task CompareVariantsAsync(NpgsqlDataReader rows, CancellationToken cancellation)
    {
        var seen = new HashSet<VariantId>();
        while (await rows.ReadAsync(cancellation))
        {
            var id = new VariantId(rows.GetGuid(0));
            var at = state!.IndexOf(id);
            if (at < 0)
            {
                findings.Add("variants_match_ledger", $"variant {id} is not in the ledger");
                continue;
            }

            seen.Add(id);
            var variant = state.Variants[at];
            new Comparison("counters_match_ledger", $"variant {id}", findings).Same(
                "available, held, sold, total", (rows.GetInt32(2), rows.GetInt32(3), rows.GetInt32(4), rows.GetInt32(5)),
                (variant.Available, variant.Held, variant.Sold, variant.Total));
            if (created?.Drop is null)
                continue;
            var compare = new Comparison("variants_match_ledger", $"variant {id}", findings);
            compare.Same("label", rows.GetString(1), variant.Label);
            compare.Same("place", rows.GetInt32(6), at + 1);
        }

        foreach (var variant in state!.Variants)
        {
            if (!seen.Contains(variant.Id))
                findings.Add("variants_match_ledger", $"variant {variant.Id} is in the ledger and has no row");
        }
    }

    private IEnumerable<Hold> Holds() => live.Keys.Select(id => state!.FindHold(id)!);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Column by column.</summary>
    private readonly struct Comparison(string invariant, string row, Findings findings)
    {
        public void Same<T>(string column, T kept, T expected)
        {
            if (!EqualityComparer<T>.Default.Equals(kept, expected))
                findings.Add(invariant, string.Create(CultureInfo.InvariantCulture, $"{row}: {column} is {kept}; by the ledger {expected}"));
        }

        /// <summary>As precisely as the tables keep times.</summary>
        public void Same(string column, DateTimeOffset? kept, DateTimeOffset? expected)
        {
            if (kept?.UtcTicks / TimeSpan.TicksPerMicrosecond != expected?.UtcTicks / TimeSpan.TicksPerMicrosecond)
                findings.Add(invariant, $"{row}: {column} is {(kept is { } a ? Text(a) : "nothing")}; by the ledger {(expected is { } b ? Text(b) : "nothing")}");
        }
    }
}

/// <summary>A drop's row, all of it.</summary>
internal sealed record KeptDrop(
    long Version, DropStatus Status, DropTerms Terms, DateTimeOffset CreatedAt, DateTimeOffset? NextDueAt, long OldestHoldVersion,
    string Name, string? Description, string? ImageUrl, string Slug, string? Line, bool IsRemoved, bool IsArchived)
{
    public static KeptDrop Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), Names.Parse<DropStatus>(row.GetString(1)),
        new DropTerms
        {
            Price = new Money(row.GetInt64(2), row.GetString(3)),
            StartsAt = row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
            EndsAt = row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
            HoldSeconds = row.GetInt32(6),
            LimitPerCustomer = row.GetInt32(7),
            Cooldown = CooldownColumns.Read(row, 15),
            Payment = Names.Parse<PaymentRule>(row.GetString(18)),
            PaySeconds = row.GetInt32(19),
            Delivery = Names.Parse<DeliveryRule>(row.GetString(21)),
            DeliveryCountries = row.IsDBNull(22) ? null : row.GetString(22),
        },
        row.GetFieldValue<DateTimeOffset>(8), row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9), row.GetInt64(10),
        row.GetString(11), row.IsDBNull(12) ? null : row.GetString(12), row.IsDBNull(13) ? null : row.GetString(13), row.GetString(14),
        row.IsDBNull(20) ? null : LineJson.Of(LineJson.Parse(row.GetString(20))), row.GetBoolean(23), row.GetBoolean(24));
}
