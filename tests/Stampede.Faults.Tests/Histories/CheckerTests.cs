using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Watching;

namespace Stampede.Faults.Tests.Histories;

/// <summary>The checker sees: a good history passes, and each way to break a promise is found, by its letter.</summary>
public sealed class CheckerTests
{
    private static readonly DateTimeOffset Open = new(2030, 1, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid Size = Id(1);
    private static readonly Guid Alice = Id(11);
    private static readonly Guid Bob = Id(12);
    private static readonly Guid Carol = Id(13);
    private static readonly Guid Bought = Id(21);
    private static readonly Guid GivenBack = Id(22);
    private static readonly Guid Lapsed = Id(23);
    private static readonly Guid Sale = Id(31);

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static DateTimeOffset At(int milliseconds) => Open + Ms(milliseconds);

    private static VariantCount Stock(int total, int available, int held, int sold) => new(Size.ToString(), total, available, held, sold);

    private static LedgerEntry Line(long version, DateTimeOffset at, string kind, Guid? variant, Guid? reservation, Guid? customer, int quantity) =>
        new(version, at, kind, variant?.ToString(), reservation?.ToString(), customer?.ToString(), quantity);

    /// <summary>Alice buys, Bob gives back, Carol lets it lapse; three units, one each.</summary>
    private static History Good()
    {
        var holdTime = Ms(2_000);
        Reservation Row(Guid id, Guid customer, string status, string key, int createdAt, int endedAt, long version) =>
            new(id, customer, Size, 1, status, key, At(createdAt), At(createdAt) + holdTime, At(endedAt), version);
        Operation Reserve(Guid customer, Guid id, string key, int invokedAt, int createdAt, long version) =>
            new(Kind.Reserve, customer, key, 1, Ms(invokedAt), Ms(createdAt + 10), Outcome.Ok)
            {
                Status = 201,
                Reply = new Reply(id, id, 1, version, At(createdAt), At(createdAt) + holdTime, "active"),
            };

        return new History
        {
            Opening = new Dictionary<Guid, int> { [Size] = 3 },
            LimitPerCustomer = 1,
            Operations =
            [
                Reserve(Alice, Bought, "a", 90, 100, 2),
                Reserve(Bob, GivenBack, "b", 190, 200, 3),
                new Operation(Kind.Reserve, Carol, "c", 1, Ms(200), Ms(250), Outcome.Unknown) { Status = 503, Code = "database_unavailable", HasRetryAfter = true },
                Reserve(Carol, Lapsed, "c", 290, 300, 4),
                new Operation(Kind.Purchase, Alice, Bought.ToString(), 1, Ms(390), Ms(410), Outcome.Ok) { Status = 201, Reply = new Reply(Sale, Bought, 1, null, At(400), null, null) },
                new Operation(Kind.Cancel, Bob, GivenBack.ToString(), 1, Ms(490), Ms(510), Outcome.Ok)
                {
                    Status = 200, Reply = new Reply(GivenBack, GivenBack, 1, 3, At(200), At(200) + holdTime, "cancelled"),
                },
                new Operation(Kind.Purchase, Carol, Lapsed.ToString(), 1, Ms(2_400), Ms(2_410), Outcome.Fail) { Status = 409, Code = "reservation_expired" },
                new Operation(Kind.Reserve, Bob, "b2", 1, Ms(2_500), Ms(2_510), Outcome.Fail) { Status = 503, Code = "overloaded", HasRetryAfter = true },
            ],
            Sightings =
            [
                new Sighting(1, 1, 1, [Stock(3, 3, 0, 0)]),
                new Sighting(1, 1, 4, [Stock(3, 0, 3, 0)]),
                new Sighting(1, 2, 3, [Stock(3, 1, 2, 0)]), // Another connection begins where it likes.
                new Sighting(1, 2, 7, [Stock(3, 2, 0, 1)]),
            ],
            Books = new Books
            {
                Version = 7,
                ReadAt = At(5_000),
                Variants = [Stock(3, 2, 0, 1)],
                Movements =
                [
                    Line(1, At(0), "created", null, null, null, 0),
                    Line(2, At(100), "reserved", Size, Bought, Alice, 1),
                    Line(3, At(200), "reserved", Size, GivenBack, Bob, 1),
                    Line(4, At(300), "reserved", Size, Lapsed, Carol, 1),
                    Line(5, At(400), "purchased", Size, Bought, Alice, 1),
                    Line(6, At(500), "cancelled", Size, GivenBack, Bob, 1),
                    Line(7, At(2_350), "expired", Size, Lapsed, Carol, 1),
                ],
                Reservations =
                [
                    Row(Bought, Alice, "purchased", "a", 100, 400, 2),
                    Row(GivenBack, Bob, "cancelled", "b", 200, 500, 3),
                    Row(Lapsed, Carol, "expired", "c", 300, 2_350, 4),
                ],
                Purchases = [new Purchase(Sale, Bought, Alice, 1, At(400), 5)],
            },
        };
    }

    /// <summary>Each a good history with one thing wrong, and the letter of what it breaks.</summary>
    private static readonly Dictionary<string, (char Promise, Func<History, History> Break)> Wrongs = new()
    {
        ["more is held than there is"] = ('A', h => h with { Opening = new Dictionary<Guid, int> { [Size] = 2 } }),
        ["a version is missing"] = ('A', h => h.With(b => b with { Movements = [.. b.Movements.Where(m => m.Version != 6)] })),
        ["a counter is not the ledger's"] = ('A', h => h.With(b => b with { Variants = [Stock(3, 1, 1, 1)] })),
        ["a sale is in no counter"] = ('A', h => h.With(b => b with { Purchases = [.. b.Purchases, new Purchase(Id(99), Bought, Alice, 1, At(400), 5)] })),
        ["a watcher is told of a total that is no sum"] = ('A', h => h with { Sightings = [new Sighting(2, 3, 1, [Stock(3, 3, 1, 0)]), .. h.Sightings] }),
        ["an acknowledged reservation is gone"] = ('B', h => h.With(b => b with { Reservations = [.. b.Reservations.Where(r => r.Id != GivenBack)] })),
        ["an acknowledged purchase is gone"] = ('B', h => h.With(b => b with { Purchases = [] })),
        ["an acknowledged cancellation was forgotten"] = ('B', h => h.WithRow(GivenBack, r => r with { Status = "expired" })),
        ["a reservation is of another time than was told"] = ('B', h => h.WithRow(Lapsed, r => r with { ExpiresAt = r.ExpiresAt.AddMilliseconds(1) })),
        ["what was refused as overloaded was done"] = ('B', h => h with
        {
            Operations = [.. h.Operations.Select(o => o.Subject == "c" ? o with { Outcome = Outcome.Fail, Status = 503, Code = "overloaded", HasRetryAfter = true, Reply = null } : o)],
        }),
        ["one key made two reservations"] = ('C', h => h.With(b => b with { Reservations = [.. b.Reservations.Select(r => r.Id == Lapsed ? r with { Key = "b", Customer = Bob } : r)], Movements = [.. b.Movements.Select(m => m.ReservationId == Lapsed.ToString() ? m with { CustomerId = Bob.ToString() } : m)] })),
        ["one reservation was bought twice"] = ('C', h => h.With(b => b with { Movements = [.. b.Movements, b.Movements[4] with { Version = 8, At = At(2_400) }], Version = 8 })),
        ["a retry got another answer"] = ('C', h => h with { Operations = [.. h.Operations, h.Operations[0] with { Reply = h.Operations[0].Reply! with { Id = Lapsed } }] }),
        ["a purchase that nobody asked for"] = ('C', h => h with { Operations = [.. h.Operations.Where(o => o.Kind != Kind.Purchase)] }),
        ["a reservation that nobody asked for"] = ('C', h => h with { Operations = [.. h.Operations.Where(o => o.Subject != "c")] }),
        ["what came later is earlier in the ledger"] = ('C', h => h with { Operations = [.. h.Operations.Select(o => o.Kind == Kind.Cancel ? o with { InvokedAt = Ms(50), CompletedAt = Ms(60) } : o)] }),
        ["time went back in the ledger"] = ('C', h => h.With(b => b with { Movements = [.. b.Movements.Select(m => m.Version == 5 ? m with { At = At(100) } : m)] })),
        ["bought at the instant of its end"] = ('D', h => h.WithRow(Bought, r => r with { ExpiresAt = At(400) })),
        ["bought out of nothing"] = ('D', h => h.With(b => b with { Purchases = [b.Purchases[0] with { Reservation = Id(98) }] })),
        ["a hold that rose again"] = ('E', h => h.With(b => b with { Movements = [.. b.Movements, Line(8, At(2_400), "cancelled", Size, Lapsed, Carol, 1)], Version = 8 })),
        ["a hold that ended twice"] = ('E', h => h.WithRow(GivenBack, r => r with { Status = "active", EndedAt = null })),
        ["a hold that expired before its time"] = ('E', h => h.With(b => b with { Movements = [.. b.Movements.Select(m => m.Version == 7 ? m with { At = At(2_299) } : m)] })),
        ["a hold that lapsed too late"] = ('E', h => h.With(b => b with { Movements = [.. b.Movements.Select(m => m.Version == 7 ? m with { At = At(3_301) } : m)] })),
        ["a hold that never lapsed"] = ('E', h => h.With(b => b with { Movements = [.. b.Movements.Where(m => m.Version != 7)], Version = 6 }).WithRow(Lapsed, r => r with { Status = "active", EndedAt = null })),
        ["a hold that lapsed long after an outage"] = ('E', h => (h with { Outages = [new Outage(At(2_000), At(3_000))] })
            .With(b => b with { ReadAt = At(20_000), Movements = [.. b.Movements.Select(m => m.Version == 7 ? m with { At = At(8_001) } : m)] })),
        ["more than the limit"] = ('F', h => h.With(b => b with { Movements = [.. b.Movements.Select(m => m.ReservationId == GivenBack.ToString() ? m with { CustomerId = Alice.ToString() } : m)] })),
        ["a version that falls on one connection"] = ('G', h => h with { Sightings = [.. h.Sightings, new Sighting(1, 2, 6, [Stock(3, 2, 0, 1)])] }),
        ["a watcher that stays behind"] = ('G', h => h with { Sightings = [.. h.Sightings.SkipLast(1)] }),
        ["a watcher that was told other counts"] = ('G', h => h with { Sightings = [.. h.Sightings.SkipLast(1), new Sighting(1, 2, 7, [Stock(3, 3, 0, 0)])] }),
        ["a 500"] = ('H', h => h.WithAnswer(Outcome.Unknown, status: 500, "internal_error", hasRetryAfter: false, Ms(10))),
        ["a 503 that says nothing of when"] = ('H', h => h.WithAnswer(Outcome.Unknown, status: 503, "database_unavailable", hasRetryAfter: false, Ms(10))),
        ["a broken connection where nothing may break"] = ('H', h => h.WithAnswer(Outcome.Unknown, status: 0, null, hasRetryAfter: false, Ms(10))),
        ["a connection that breaks while nodes are only replaced"] = ('H', h => h.WithAnswer(Outcome.Unknown, status: 0, null, hasRetryAfter: false, Ms(10)) with { MayBeAway = true }),
        ["a refusal that is none"] = ('H', h => h.WithAnswer(Outcome.Fail, status: 409, "no_idea", hasRetryAfter: false, Ms(10))),
        ["an answer after half a minute"] = ('H', h => h.WithAnswer(Outcome.Fail, status: 409, "sold_out", hasRetryAfter: false, Ms(30_000))),
    };

    public static TheoryData<string> Names => [.. Wrongs.Keys];

    [Fact]
    public void A_good_history_passes() => Checker.Check(Good()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_broken_promise_is_found(string wrong)
    {
        var (promise, change) = Wrongs[wrong];
        Checker.Check(change(Good())).Select(finding => finding.Promise).ShouldContain(promise);
    }

    [Fact]
    public void After_an_outage_a_hold_may_lapse_late_but_not_without_one()
    {
        var late = Good().With(b => b with { ReadAt = At(20_000), Movements = [.. b.Movements.Select(m => m.Version == 7 ? m with { At = At(7_900) } : m)] });
        Checker.Check(late).ShouldHaveSingleItem().Promise.ShouldBe('E');
        Checker.Check(late with { Outages = [new Outage(At(2_000), At(3_000))] }).ShouldBeEmpty();
    }

    [Fact]
    public void A_connection_may_break_where_the_fault_is_in_the_way() =>
        Checker.Check(Good().WithAnswer(Outcome.Unknown, status: 0, null, hasRetryAfter: false, Ms(10)) with { MayBreak = true }).ShouldBeEmpty();
}

file static class Changes
{
    public static History With(this History history, Func<Books, Books> change) => history with { Books = change(history.Books) };

    public static History WithRow(this History history, Guid id, Func<Reservation, Reservation> change) =>
        history.With(books => books with { Reservations = [.. books.Reservations.Select(row => row.Id == id ? change(row) : row)] });

    public static History WithAnswer(this History history, Outcome outcome, int status, string? code, bool hasRetryAfter, TimeSpan took) => history with
    {
        Operations =
        [
            .. history.Operations,
            new Operation(Kind.Reserve, Guid.Empty, "another", 1, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9) + took, outcome) { Status = status, Code = code, HasRetryAfter = hasRetryAfter },
        ],
    };
}
