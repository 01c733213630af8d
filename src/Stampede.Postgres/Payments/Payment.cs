using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Payments;

/// <summary>One attempt to pay, as its row stands.</summary>
public sealed record Payment
{
    public required DropId Drop { get; init; }
    public required PaymentId Id { get; init; }
    public required ReservationId Reservation { get; init; }
    public required CustomerId Customer { get; init; }

    /// <summary>Of the reservation, from 1.</summary>
    public required int Attempt { get; init; }

    public required string Provider { get; init; }

    /// <summary>The provider's name for it. Null: it has not answered yet.</summary>
    public string? Reference { get; init; }

    /// <summary>What it is started with. Null: it was started, and the provider has answered.</summary>
    public string? Token { get; init; }

    public required Money Amount { get; init; }
    public required PaymentState State { get; init; }
    public required bool Disputed { get; init; }
    public string? DeclineCode { get; init; }

    /// <summary>What the browser needs for the challenge, as JSON.</summary>
    public string? NextAction { get; init; }

    public DateTimeOffset? CaptureBefore { get; init; }
    public required long CapturedMinor { get; init; }
    public required long RefundedMinor { get; init; }
    public PurchaseId? Purchase { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How often it was tried in vain since it last moved.</summary>
    public required int Tries { get; init; }

    public string? LastError { get; init; }

    /// <summary>Somebody is at it.</summary>
    public required bool IsLeased { get; init; }

    /// <summary>Nothing was bought with it, and nobody's money is kept for it: another attempt may begin.</summary>
    public bool IsOver => State.HasComeToNothing() || State == PaymentState.Refunded && Purchase is null;

    /// <summary>An operator should look at it.</summary>
    public bool NeedsHand => Disputed || State == PaymentState.CaptureFailed || Tries >= 5;

    internal const string Columns = """
        p.drop_id, p.id, p.reservation_id, p.customer_id, p.attempt, p.provider, p.provider_ref, p.token, p.amount_minor, p.currency, p.state, p.disputed,
        p.decline_code, p.next_action, p.capture_before, p.captured_minor, p.refunded_minor, p.purchase_id, p.created_at, p.changed_at, p.due_at, p.tries, p.last_error,
        coalesce(p.leased_until > clock_timestamp(), false)
        """;

    internal static Payment Read(NpgsqlDataReader row)
    {
        return new Payment
        {
            Drop = new(row.GetGuid(0)),
            Id = new(row.GetGuid(1)),
            Reservation = new(row.GetGuid(2)),
            Customer = new(row.GetGuid(3)),
            Attempt = row.GetInt32(4),
            Provider = row.GetString(5),
            Reference = Text(6),
            Token = Text(7),
            Amount = new Money(row.GetInt64(8), row.GetString(9)),
            State = Names.Parse<PaymentState>(row.GetString(10)),
            Disputed = row.GetBoolean(11),
            DeclineCode = Text(12),
            NextAction = Text(13),
            CaptureBefore = Time(14),
            CapturedMinor = row.GetInt64(15),
            RefundedMinor = row.GetInt64(16),
            Purchase = row.IsDBNull(17) ? null : new PurchaseId(row.GetGuid(17)),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(18),
            ChangedAt = row.GetFieldValue<DateTimeOffset>(19),
            DueAt = Time(20),
            Tries = row.GetInt32(21),
            LastError = Text(22),
            IsLeased = row.GetBoolean(23),
        };

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);

        DateTimeOffset? Time(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
    }
}

/// <summary>What is to be changed of a payment as it moves on; null stays as it is.</summary>
public sealed record PaymentMove(PaymentState To)
{
    public string? Why { get; init; }
    public CustomerId? Operator { get; init; }
    public string? Reference { get; init; }
    public string? DeclineCode { get; init; }
    public string? NextAction { get; init; }
    public DateTimeOffset? CaptureBefore { get; init; }
    public long? CapturedMinor { get; init; }
    public long? RefundedMinor { get; init; }

    /// <summary>The refund that is done by it.</summary>
    public Guid? Refund { get; init; }

    /// <summary>From now; null: nobody needs to look at it again.</summary>
    public TimeSpan? DueIn { get; init; }

    /// <summary>Whoever moves it goes on with it: so long is it theirs. Null: it is anybody's.</summary>
    public TimeSpan? Lease { get; init; }
}

/// <param name="Fault">Null: it was taken up.</param>
public sealed record PaymentBegun(Payment? Payment, PaymentFault? Fault, bool IsAgain);

public enum PaymentFault
{
    /// <summary>Another attempt is under way, or has paid.</summary>
    UnderWay,

    /// <summary>The key came with another body.</summary>
    KeyReused,

    /// <summary>The hold.</summary>
    Ended,

    /// <summary>As many attempts as a hold may have.</summary>
    TooMany,

    /// <summary>The drop is sent, and nobody knows where to.</summary>
    NoContact,
}

/// <param name="Units">How many come back. Null: all that are left where they are restocked, and else none.</param>
/// <param name="State">asked, done or failed.</param>
public sealed record Refund(
    DropId Drop, PaymentId Payment, Guid Id, long AmountMinor, int? Units, bool Restock, string Reason, CustomerId? Operator, string State, DateTimeOffset CreatedAt);

/// <param name="From">As it was. Null: it began. The same as <paramref name="To"/>: somebody did something with it, and it did not move by that.</param>
/// <param name="Operator">Null: a customer, the provider, or time.</param>
/// <param name="OperatorName">As they are called now.</param>
public sealed record PaymentStep(
    PaymentId Payment, string CustomerName, DateTimeOffset At, string? From, string To, string? Why, CustomerId? Operator, string? OperatorName);
