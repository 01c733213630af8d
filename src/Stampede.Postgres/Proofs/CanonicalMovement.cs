using System.Text.Json;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Proof;

namespace Stampede.Postgres.Proofs;

/// <summary>What a drop's lines depend on beside themselves; none of it ever changes.</summary>
internal sealed record DropConstants(DropId Drop, byte[] PseudonymKey, int HoldSeconds, int PaySeconds);

/// <summary>
/// The canonical form of a line of the ledger: what is hashed, signed and published. It is made of rows that never change, so it is
/// the same for ever: the movement's own, and of a purchase its price. docs/fairness.md has every field; whoever changes one here makes
/// another format.
/// </summary>
internal static class CanonicalMovement
{
    /// <summary>Eleven columns, three of the purchase, and whether a declined offer keeps its place. A plan must go by the key: see <see cref="ConnectionPools.Proofs"/>.</summary>
    public const string Lines = """
        select m.version, m.at, m.kind, m.variant_id, m.reservation_id, m.customer_id, m.quantity, m.operator_id, m.data, m.payment_id, m.purchase_id,
          case when m.kind = 'purchased' then (select p.price_minor from purchase p where p.drop_id = m.drop_id and p.drop_version = m.version) end,
          case when m.kind = 'purchased' then (select p.currency from purchase p where p.drop_id = m.drop_id and p.drop_version = m.version) end,
          case when m.kind = 'purchased' and m.purchase_id is null then (select p.id from purchase p where p.drop_id = m.drop_id and p.drop_version = m.version) end,
          case when m.kind = 'cancelled' then (
            select r.line_choice > 0 and r.claimed_until is null from reservation r where r.drop_id = m.drop_id and r.id = m.reservation_id and r.entry_id is not null) end
        from movement m where m.drop_id = $1 and m.version > $2 order by m.version limit $3
        """;

    /// <param name="row">Of <see cref="Lines"/>.</param>
    public static byte[] Read(NpgsqlDataReader row, DropConstants drop)
    {
        var name = row.GetString(2);
        if (name == "created")
            return Created(row, drop);
        var kind = Names.Parse<MovementKind>(name);
        var data = row.IsDBNull(8) ? null : MovementData.Parse(row.GetString(8));
        var line = new Line(row, drop, data, name);
        return (kind switch
        {
            MovementKind.Reserved => line.Begin().Customer().Time("expiresAt", line.At.AddSeconds(drop.HoldSeconds)).Kind().Hold().End(),
            MovementKind.Purchased => line.Begin().Customer().Kind().Payment().Price().Purchase(row.IsDBNull(10) ? row.GetGuid(13) : row.GetGuid(10)).Hold().End(),
            MovementKind.Cancelled => line.Begin().By().Customer().KeepsPlace().Kind().Hold().End(),
            MovementKind.Expired => line.Begin().Customer().Kind().Hold().End(),
            MovementKind.Adjusted => line.Begin().By().Kind().Reason().Stock().End(),
            MovementKind.Published or MovementKind.Resumed => line.Begin().By().Kind().Status().End(),
            MovementKind.Opened => line.Begin().Kind().End(),
            MovementKind.Paused or MovementKind.Ended => line.Begin().By().Kind().End(),
            MovementKind.Changed => line.Begin().By().Change().Kind().Status().End(),
            MovementKind.Paying => line.Begin().Customer().Kind().Time("payUntil", data?.PayUntil).Payment().Hold().End(),
            // Without their reasons: why a card was declined, and what an operator wrote of a customer, is nobody else's business.
            MovementKind.Unpaid => line.Begin().Customer().Kind().Payment().Hold().End(),
            MovementKind.LineOpened => line.Begin().OpenedLine().End(),
            MovementKind.LineClosed or MovementKind.LineFinished => line.Begin().Kind().End(),
            MovementKind.LineSealed => line.Begin().Awaits().Kind().Seal().End(),
            MovementKind.LineDrawn => line.Begin().Beacon().Kind().Seed().End(),
            MovementKind.LineListed => line.Begin().Kind().Log(data?.Line?.LogSize).Wanted().End(),
            MovementKind.LinePaced => line.Begin().By().Kind().Pace().End(),
            MovementKind.LineCancelled => line.Begin().By().Kind().Reason().End(),
            MovementKind.Skipped => line.Begin().By().Entry(data?.Line?.SkippedEntry).Kind().Place(data?.Line?.SkippedPlace).Reason().End(),
            MovementKind.Offered => line.Begin().Offered().End(),
            MovementKind.Claimed => line.Begin().Customer().Time("expiresAt", data?.ClaimedUntil).Kind().Hold().End(),
            MovementKind.Returned => line.Begin().By().Customer().Kind().Payment().Purchase(data?.Purchase).Quantity().Reservation().Restock().Variant().End(),
        }).ToBytes();
    }

    private static byte[] Created(NpgsqlDataReader row, DropConstants drop)
    {
        var created = JsonSerializer.Deserialize(row.GetString(8), DropJson.Default.CreatedData) ?? throw new InvalidDataException("The first line has no data.");
        var first = created.Drop;
        return new CanonicalWriter()
            .Field("at", row.GetFieldValue<DateTimeOffset>(1))
            .Field("by", row.IsDBNull(7) ? null : "operator")
            .Field("description", first?.Description)
            .Field("drop", drop.Drop.Value)
            .Field("endsAt", first?.EndsAt)
            .Field("holdSeconds", first?.HoldSeconds ?? drop.HoldSeconds)
            .Field("imageUrl", first?.ImageUrl)
            .Field("kind", "created")
            .Field("limitPerCustomer", created.Limit)
            .Field("name", first?.Name)
            .Field("paySeconds", first?.PaySeconds ?? drop.PaySeconds)
            .Field("payment", Names.Of(first?.Payment ?? PaymentRule.None))
            .Nest("price", first?.Price, Price)
            .Field("slug", first?.Slug)
            .Field("startsAt", first?.StartsAt)
            .Field("status", created.Status)
            .NestEach(
                "variants",
                first?.Variants.Select(variant => (Id: variant.Id, Label: (string?)variant.Label)) ?? created.Stock.Keys.Order(StringComparer.Ordinal).Select(id => (Guid.Parse(id), (string?)null)),
                (writer, variant) => writer.Field("id", variant.Id).Field("label", variant.Label).Field("units", created.Stock[variant.Id.ToString()]))
            .Field("version", 1)
            .ToBytes();
    }

    private static void Price(CanonicalWriter writer, Money price) => writer.Field("amountMinor", price.AmountMinor).Field("currency", price.Currency);

    /// <summary>The fields of a line, each where the alphabet has it.</summary>
    private readonly struct Line(NpgsqlDataReader row, DropConstants drop, MovementData? data, string kind)
    {
        private readonly CanonicalWriter writer = new();

        public DateTimeOffset At => row.GetFieldValue<DateTimeOffset>(1);

        public Line Begin() => With(writer.Field("at", At));

        public Line By() => With(writer.Field("by", row.IsDBNull(7) ? null : "operator"));

        public Line Change() => With(writer.Nest("change", data?.Change ?? new DropChange(), Write));

        public Line Customer() => With(writer.Field("customer", Pseudonym.Of(drop.PseudonymKey, row.GetGuid(5))));

        public Line Kind() => With(writer.Field("kind", kind));

        public Line Time(string name, DateTimeOffset? at) => With(writer.Field(name, at));

        public Line Payment() => With(writer.Field("payment", row.IsDBNull(9) ? default(Guid?) : row.GetGuid(9)));

        public Line Price() => With(writer.Nest("price", new Money(row.GetInt64(11), row.GetString(12)), CanonicalMovement.Price));

        public Line Purchase(Guid? id) => With(writer.Field("purchase", id));

        /// <summary>All of a hold that its line says.</summary>
        public Line Hold() => Quantity().Reservation().Variant();

        /// <summary>A return that restocks nothing moves no units: its own stand beside.</summary>
        public Line Quantity() => With(writer.Field("quantity", row.IsDBNull(6) ? data?.Units ?? 0 : row.GetInt32(6)));

        public Line KeepsPlace() => With(writer.Field("keepsPlace", !row.IsDBNull(14) && row.GetBoolean(14) ? true : null));

        /// <summary>The rules that everybody can hold the line to.</summary>
        public Line OpenedLine()
        {
            var line = data?.Line ?? new LineChange();
            var isShuffled = line.Terms is { Mode: not Entrance.Open };
            var times = line.TellsTimes == true ? line.Terms : null;
            return With(writer
                .Nest("beacon", isShuffled ? line.Terms!.Beacon : null, (nested, beacon) => nested
                    .Field("chain", beacon.Chain).Field("kind", Names.Of(beacon.Kind)).Field("what", beacon.What))
                .Field("by", row.IsDBNull(7) ? null : "operator")
                .Field("claimSeconds", times?.ClaimSeconds)
                .Field("commit", isShuffled ? line.Commit : null)
                .Field("kind", kind)
                .Field("line", line.Number ?? 0)
                // Nobody had joined: the rules change only until then.
                .Field("log", 0)
                .Field("mode", isShuffled ? Names.Of(line.Terms!.Mode) : "waitlist")
                .Field("paySeconds", times?.PaySeconds)
                .Nest("quietHours", times?.QuietHours is { } quiet && quiet.From != quiet.To ? quiet : null, (nested, hours) => nested
                    .Field("from", $"{hours.From:HH\\:mm}").Field("to", $"{hours.To:HH\\:mm}").Field("zone", hours.Zone)));
        }

        public Line Awaits() => With(writer.Field("beacon", data?.Line?.Awaits));

        public Line Seal() => With(writer.Field("root", data?.Line?.Root).Field("secret", data?.Line?.Secret).Field("size", data?.Line?.SealedSize ?? 0));

        public Line Beacon() => With(writer.Field("beacon", data?.Line?.Beacon));

        public Line Seed() => With(writer.Field("seed", data?.Line?.Seed).Field("signature", data?.Line?.Signature));

        public Line Log(long? size) => With(writer.Field("log", size ?? 0));

        public Line Wanted() => With(writer.Texts("variants", data?.Line?.Wanted?.All.Select(variant => variant.Value.ToString()) ?? []));

        public Line Pace() => With(writer.Field("pacePerMinute", data?.Line?.PacePerMinute).Field("phase", data?.Line?.Phase is { } phase ? Names.Of(phase) : null)
            .Field("tempo", data?.Line?.Tempo is { } tempo ? Names.Of(tempo) : null));

        public Line Entry(EntryId? entry) => With(writer.Field("entry", entry?.ToString()));

        public Line Place(int? place) => With(writer.Field("place", place ?? 0));

        public Line Offered()
        {
            var offer = data?.Offer ?? throw new InvalidDataException("An offer has no place.");
            var isLive = offer.Tempo == LineTempo.Live;
            writer.Field("claimBy", isLive ? data.OfferedUntil : null);
            _ = Customer();
            writer.Field("entry", offer.Entry.ToString()).Field("kind", kind).Field("log", data.LogSize ?? 0)
                .Field("payBy", isLive ? null : data.OfferedUntil).Field("place", offer.Place);
            return Hold();
        }

        public Line Reason() => With(writer.Field("reason", data?.Reason));

        public Line Reservation() => With(writer.Field("reservation", row.GetGuid(4)));

        public Line Restock() => With(writer.Field("restock", data?.Restocks ?? false));

        public Line Status() => With(writer.Field("status", data?.Status));

        public Line Stock() => With(writer.Field("units", row.GetInt32(6)).Field("variant", row.GetGuid(3)));

        public Line Variant() => With(writer.Field("variant", row.GetGuid(3)));

        public CanonicalWriter End() => writer.Field("version", row.GetInt64(0));

        private Line With(CanonicalWriter written)
        {
            _ = written;
            return this;
        }

        private static void Write(CanonicalWriter writer, DropChange change) => writer
            .Field("archived", change.Archived)
            .Field("description", change.Description)
            .Field("endsAt", change.EndsAt)
            .Field("holdSeconds", change.HoldSeconds)
            .Field("imageUrl", change.ImageUrl)
            .Field("limitPerCustomer", change.LimitPerCustomer)
            .Field("name", change.Name)
            .Field("payment", change.Payment is { } payment ? Names.Of(payment) : null)
            .Nest("price", change.Price, CanonicalMovement.Price)
            .Field("removed", change.Removed ? true : null)
            .Field("startsAt", change.StartsAt)
            .NestEachIfAny("variants", change.Variants, (nested, variant) => nested.Field("id", variant.Id.Value).Field("label", variant.Label).Field("units", variant.Total))
            .Field("withoutDescription", change.WithoutDescription ? true : null)
            .Field("withoutEnd", change.WithoutEnd ? true : null)
            .Field("withoutImage", change.WithoutImage ? true : null)
            .Field("withoutStart", change.WithoutStart ? true : null);
    }
}
