using System.Text.Json;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Events;

/// <summary>Events as they are told: read from the ledgers in the order of <see cref="EventLog"/>, again and again the same.</summary>
public sealed class EventReads(NpgsqlDataSource database)
{
    /// <summary>Rows of the log that one statement looks through, and statements of one page. A page ends there, and the next one goes on.</summary>
    private const int RowsMax = 100;

    private const int RoundsMax = 20;

    /// <summary>The next events; without the number of the one before.</summary>
    public async Task<EventPage> ReadAsync(EventPosition after, EventFilter filter, int limit, CancellationToken cancellation)
    {
        var asked = Asked.Of(filter.Types);
        var events = new List<LoggedEvent>();
        for (var round = 0; round < RoundsMax; round++)
        {
            var (upper, rows) = await FindUpperAsync(after, cancellation);
            if (rows == 0)
                return new(events, after, More: false);
            // One more than is wanted: the first movement may have been told in part.
            var wanted = limit - events.Count + 1;
            var found = await ReadRowsAsync(after, upper, asked, filter, wanted, cancellation);
            foreach (var one in found.SelectMany(row => row.EventsOf(filter.Types)))
            {
                if (one.At.Row == after.Row && one.At.Place <= after.Place)
                    continue;
                events.Add(one);
                if (events.Count == limit)
                    return new(events, one.At, More: true);
            }

            var isCut = found.Count == wanted;
            after = isCut ? found[^1].End : new(upper, EventPosition.WholeRow);
            if (!isCut && rows < RowsMax)
                return new(events, after, More: false);
        }

        return new(events, after, More: true);
    }

    /// <summary>The same, each with the number of the one before it among those that are asked for.</summary>
    public async Task<EventPage> ReadChainedAsync(EventPosition after, EventFilter filter, int limit, CancellationToken cancellation)
    {
        var page = await ReadAsync(after, filter, limit, cancellation);
        var last = new Dictionary<Guid, long?>();
        foreach (var one in page.Events)
        {
            if (!last.ContainsKey(one.Id.Stream))
                last[one.Id.Stream] = await FindBeforeAsync(one, filter, cancellation);
        }

        return page with { Events = Chain(page.Events, last) };
    }

    /// <param name="last">The last numbers of each stream so far; those of these events afterwards.</param>
    public static IReadOnlyList<LoggedEvent> Chain(IEnumerable<LoggedEvent> events, Dictionary<Guid, long?> last)
    {
        var chained = new List<LoggedEvent>();
        foreach (var one in events)
        {
            chained.Add(one with { Event = one.Event with { PreviousSequence = last.GetValueOrDefault(one.Id.Stream) } });
            last[one.Id.Stream] = one.Id.Sequence;
        }

        return chained;
    }

    /// <summary>These events, as they are told now; without the number of the one before.</summary>
    /// <returns>One that there is not is left out.</returns>
    public async Task<IReadOnlyDictionary<EventId, LoggedEvent>> FindAsync(IReadOnlyList<(EventId Id, DropId Drop)> wanted, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(EventSql.These)
            .With(wanted.Select(one => one.Id.Stream).ToArray()).With(wanted.Select(one => one.Drop.Value).ToArray()).With(wanted.Select(one => one.Id.Sequence).ToArray()));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var found = new Dictionary<EventId, LoggedEvent>();
        var all = EventTypes.All.ToHashSet();
        while (await rows.ReadAsync(cancellation))
        {
            foreach (var one in EventRow.Read(rows).EventsOf(all))
                found.TryAdd(one.Id, one);
        }

        return found;
    }

    /// <returns>Null: there is no such event.</returns>
    public async Task<EventPosition?> FindPositionAsync(EventId id, CancellationToken cancellation) =>
        await PositionAsync(new NpgsqlBatchCommand(EventSql.PositionOfVersion).With(id.Stream).With(id.Sequence), cancellation) is { } row ? new(row, id.Place)
        : await PositionAsync(new NpgsqlBatchCommand(EventSql.PositionOfPayment).With(id.Stream).With((int)Math.Min(id.Sequence, int.MaxValue)), cancellation) is { } ofPayment
            ? new(ofPayment, EventPosition.WholeRow)
            : null;

    /// <summary>Before the first event that may be of this time or later.</summary>
    public async Task<EventPosition> FindPositionAsync(DateTimeOffset since, CancellationToken cancellation) =>
        await PositionAsync(new NpgsqlBatchCommand(EventSql.PositionSince).With(since), cancellation) is { } row ? new(row - 1, EventPosition.WholeRow) : await FindHeadAsync(cancellation);

    /// <summary>After all that there is.</summary>
    public async Task<EventPosition> FindHeadAsync(CancellationToken cancellation) =>
        new(await PositionAsync(new NpgsqlBatchCommand(EventSql.Head), cancellation) ?? 0, EventPosition.WholeRow);

    private async Task<long?> PositionAsync(NpgsqlBatchCommand command, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(command);
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? rows.GetInt64(0) : null;
    }

    private async Task<(long Upper, long Rows)> FindUpperAsync(EventPosition after, CancellationToken cancellation)
    {
        // A row that was read to its end is not looked at again.
        var from = after.Place == EventPosition.WholeRow ? after.Row + 1 : after.Row;
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(EventSql.Upper).With(from).With((long)RowsMax));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return (rows.GetInt64(0), rows.GetInt64(1));
    }

    private async Task<IReadOnlyList<EventRow>> ReadRowsAsync(EventPosition after, long upper, Asked asked, EventFilter filter, int limit, CancellationToken cancellation)
    {
        var (from, version) = after.Place == EventPosition.WholeRow ? (after.Row + 1, 0L) : (after.Row, after.Place >> 2);
        var command = new NpgsqlBatchCommand(EventSql.Page).With(from).With(version).With(asked.Rare).With(asked.Purchases).With(asked.Holds).With(asked.SoldOut)
            .With(asked.Payments).With(filter.Drops).With(upper).With((long)limit);
        await using var batch = database.CreateIndexedBatch(command);
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var found = new List<EventRow>();
        while (await rows.ReadAsync(cancellation))
            found.Add(EventRow.Read(rows));
        return found;
    }

    private async Task<long?> FindBeforeAsync(LoggedEvent one, EventFilter filter, CancellationToken cancellation)
    {
        var asked = Asked.Of(filter.Types);
        var isOfPayment = one.Id.Stream != one.Event.DropId!.Value.Value;
        // Of the movement itself the events with a lower rank come before.
        if (!isOfPayment && one.Id.Rank > 0)
        {
            var own = await FindAsync([(one.Id with { Rank = 0 }, one.Event.DropId.Value)], cancellation);
            if (own.Keys.Any(id => id.Rank < one.Id.Rank && filter.Types.Contains(own[id].Type)))
                return one.Id.Sequence;
        }

        var command = isOfPayment
            ? new NpgsqlBatchCommand(EventSql.BeforeOfPayment).With(one.Id.Stream).With((int)one.Id.Sequence).With(asked.Payments)
            : new NpgsqlBatchCommand(EventSql.Before).With(one.Id.Stream).With(one.Id.Sequence - 1).With(asked.Rare).With(asked.Purchases).With(asked.Holds).With(asked.SoldOut);
        await using var batch = database.CreateIndexedBatch(command);
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        return !await rows.ReadAsync(cancellation) || rows.IsDBNull(0) ? null : isOfPayment ? rows.GetInt32(0) : rows.GetInt64(0);
    }

    /// <summary>What the statements are asked for.</summary>
    /// <param name="Rare">Kinds, or kinds with the status that they bring.</param>
    private sealed record Asked(string[] Rare, bool Purchases, string[] Holds, bool SoldOut, string[] Payments)
    {
        public static Asked Of(IReadOnlySet<EventType> types)
        {
            var kinds = Enum.GetValues<MovementKind>().Where(kind => EventTypes.Of(kind) is { } type && types.Contains(type)).ToList();
            string[] holds = [.. kinds.Where(kind => EventTypes.Of(kind)!.Value.IsOfHold()).Select(Names.Of)];
            IEnumerable<string> rare = kinds.Where(kind => kind != MovementKind.Purchased && !EventTypes.Of(kind)!.Value.IsOfHold()).Select(Names.Of);
            if (types.Contains(EventType.DropPublished))
                rare = rare.Concat(["created_upcoming", "created_live"]);
            if (types.Contains(EventType.DropOpened))
                rare = rare.Concat(["created_live", "published_live", "changed_live"]);
            return new(
                [.. rare.Distinct()], types.Contains(EventType.PurchaseCreated), holds, types.Contains(EventType.DropSoldOut),
                [.. types.Where(type => type is EventType.PaymentCaptured or EventType.PaymentRefunded or EventType.PaymentNeedsAttention).Select(EventTypes.NameOf)]);
        }
    }

    /// <summary>A movement, or what became of a payment.</summary>
    private sealed record EventRow(long Position, long Version, DropId Drop, DateTimeOffset At, Guid? Payment, IReadOnlyList<(EventType Type, int Rank)> Types, EventData Data)
    {
        public EventPosition End => new(Position, Payment is null ? (Version << 2) | 3 : EventPosition.WholeRow);

        public static EventRow Read(NpgsqlDataReader row) => row.IsDBNull(2) ? ReadMovement(row) : ReadPayment(row);

        public IEnumerable<LoggedEvent> EventsOf(IReadOnlySet<EventType> types)
        {
            foreach (var (type, rank) in Types)
            {
                if (!types.Contains(type))
                    continue;
                var id = new EventId(Payment ?? Drop.Value, Version, rank);
                var data = rank == EventId.OfMovement ? Data : new EventData { DropId = Drop, DropSlug = Data.DropSlug, DropName = Data.DropName, Status = rank == EventId.OfOpening ? Names.Of(DropStatus.Live) : null };
                yield return new(id, type, new(Position, Payment is null ? id.Place : EventPosition.WholeRow), new(id.ToString(), EventTypes.NameOf(type), At, Drop, Version, null, data));
            }
        }

        private static EventRow ReadMovement(NpgsqlDataReader row)
        {
            // A movement that the ledger lacks is a fault of the tables, and no event.
            if (row.IsDBNull(8))
                return new(row.GetInt64(0), row.GetInt64(3), new(row.GetGuid(1)), default, null, [], new EventData());
            var drop = new DropId(row.GetGuid(1));
            var (kind, data) = (row.GetString(8), row.IsDBNull(9) ? null : JsonDocument.Parse(row.GetString(9)));
            using var parsed = data;
            var status = Text(parsed, "status");
            var types = new List<(EventType, int)>();
            var of = kind == "created" ? status == "draft" ? null : EventType.DropPublished : EventTypes.Of(Names.Parse<MovementKind>(kind));
            if (of is { } type)
                types.Add((type, EventId.OfMovement));
            if (kind is "created" or "published" or "changed" && status == "live")
                types.Add((EventType.DropOpened, EventId.OfOpening));
            if (row.GetBoolean(4))
                types.Add((EventType.DropSoldOut, EventId.OfSellingOut));
            var isOfDrop = of is EventType.DropPublished or EventType.DropOpened or EventType.DropPaused or EventType.DropResumed or EventType.DropEnded or EventType.LineSealed or EventType.LineDrawn;
            int? units = row.IsDBNull(13) ? null : row.GetInt32(13);
            var told = new EventData
            {
                DropId = drop,
                DropSlug = row.GetString(5),
                DropName = row.GetString(6),
                Status = isOfDrop ? status : null,
                VariantId = row.IsDBNull(10) ? null : new VariantId(row.GetGuid(10)),
                VariantLabel = row.IsDBNull(15) ? null : row.GetString(15),
                Sku = row.IsDBNull(33) ? null : row.GetString(33),
                DropExternalId = row.IsDBNull(34) ? null : row.GetString(34),
                ReservationId = row.IsDBNull(11) ? null : new ReservationId(row.GetGuid(11)),
                CustomerId = row.IsDBNull(12) ? null : new CustomerId(row.GetGuid(12)),
                ExternalCustomerId = row.IsDBNull(31) ? null : row.GetString(31),
                PaymentId = row.IsDBNull(14) ? null : new PaymentId(row.GetGuid(14)),
                Reason = of is EventType.StockAdjusted or EventType.PurchaseReturned ? Text(parsed, "reason") : null,
            };
            told = of switch
            {
                EventType.StockAdjusted => told with { Change = units },
                EventType.PurchaseCreated => told with { Quantity = units, PurchaseId = PurchaseOf(row), PurchaseNumber = NumberOf(drop, row), Price = PriceOf(row) },
                EventType.PurchaseReturned => told with
                {
                    Quantity = units ?? Number(parsed, "units"),
                    Restocked = parsed!.RootElement.GetProperty("restocks").GetBoolean(),
                    RefundId = Guid.TryParse(Text(parsed, "refund"), out var refund) ? refund : null,
                    PurchaseId = PurchaseOf(row),
                    PurchaseNumber = NumberOf(drop, row),
                },
                EventType.HoldCreated => told with { Quantity = units, ExpiresAt = row.IsDBNull(20) ? null : row.GetFieldValue<DateTimeOffset>(20) },
                EventType.HoldExpired => told with { Quantity = units, EndedBy = "time" },
                EventType.HoldCancelled => told with { Quantity = units, EndedBy = row.GetBoolean(32) ? "operator" : "customer" },
                _ => told,
            };
            return new(row.GetInt64(0), row.GetInt64(3), drop, row.GetFieldValue<DateTimeOffset>(7), null, types, told);
        }

        private static EventRow ReadPayment(NpgsqlDataReader row)
        {
            if (row.IsDBNull(21) || row.IsDBNull(30))
                return new(row.GetInt64(0), row.GetInt64(3), new(row.GetGuid(1)), default, row.GetGuid(2), [], new EventData());
            var (drop, currency) = (new DropId(row.GetGuid(1)), row.GetString(30));
            var type = EventTypes.TryParse(row.GetString(21), out var known) ? known : throw new InvalidDataException($"'{row.GetString(21)}' is no type of an event.");
            return new(row.GetInt64(0), row.GetInt64(3), drop, row.GetFieldValue<DateTimeOffset>(22), row.GetGuid(2), [(type, EventId.OfMovement)], new EventData
            {
                DropId = drop,
                DropSlug = row.GetString(5),
                DropName = row.GetString(6),
                PaymentId = new PaymentId(row.GetGuid(2)),
                ReservationId = new ReservationId(row.GetGuid(27)),
                CustomerId = new CustomerId(row.GetGuid(28)),
                ExternalCustomerId = row.IsDBNull(31) ? null : row.GetString(31),
                PurchaseId = row.IsDBNull(29) ? null : new PurchaseId(row.GetGuid(29)),
                PaymentState = row.GetString(23),
                Disputed = row.GetBoolean(24),
                Captured = new Money(row.GetInt64(25), currency),
                Refunded = new Money(row.GetInt64(26), currency),
            });
        }

        private static PurchaseId? PurchaseOf(NpgsqlDataReader row) => row.IsDBNull(16) ? null : new PurchaseId(row.GetGuid(16));

        private static string? NumberOf(DropId drop, NpgsqlDataReader row) => row.IsDBNull(17) ? null : PurchaseNumber.Of(drop, row.GetInt64(17));

        private static Money? PriceOf(NpgsqlDataReader row) => row.IsDBNull(18) ? null : new Money(row.GetInt64(18), row.GetString(19));

        private static string? Text(JsonDocument? data, string name) =>
            data?.RootElement.TryGetProperty(name, out var value) is true && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        private static int? Number(JsonDocument? data, string name) =>
            data?.RootElement.TryGetProperty(name, out var value) is true && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
    }
}
