namespace Stampede.Domain.Tests;

/// <summary>Small drops, customers and times with readable names.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Ten = new(2030, 1, 1, 10, 0, 0, TimeSpan.Zero);
    public static readonly DropId Drop = new(Id(0xD));
    public const int PaySeconds = 45;
    public static readonly Money Price = new(19900, "USD");
    public static readonly CustomerId Operator = new(Id(0x0F));

    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    public static CustomerId Customer(int number) => new(Id(0xC000 + number));

    public static VariantId Variant(int number) => new(Id(0xA000 + number));

    public static ReservationId Reservation(int number) => new(Id(0xE0000 + number));

    public static DropState State(
        int[] stock, int limit = 1, int holdSeconds = 60, DropStatus status = DropStatus.Live, DateTimeOffset? startsAt = null, DateTimeOffset? endsAt = null,
        Cooldown? cooldown = null, bool withoutStart = false, bool isPaid = false) =>
        new(
            new DropView(
                Drop, 1, status,
                new DropTerms
                {
                    Price = Price,
                    StartsAt = withoutStart ? null : startsAt ?? Ten,
                    EndsAt = endsAt,
                    HoldSeconds = holdSeconds,
                    LimitPerCustomer = limit,
                    Cooldown = cooldown,
                    Payment = isPaid ? PaymentRule.Required : PaymentRule.None,
                    PaySeconds = PaySeconds,
                },
                [.. stock.Select((units, i) => new VariantStock(Variant(i), $"EU {40 + i}", units, 0, 0))]),
            [],
            []);

    public static Command.Reserve Reserve(int id, int customer, int? variant = 0, int quantity = 1, string? key = null) =>
        new(Reservation(id), Customer(customer), variant is { } v ? Variant(v) : null, quantity, key);

    public static Command.Buy Buy(int reservation, int customer) =>
        new(Reservation(reservation), new PurchaseId(Id(0xB0000 + reservation)), Customer(customer), $"customer {customer}");

    public static Command.Cancel Cancel(int reservation, int customer) => new(Reservation(reservation), Customer(customer));

    public static PaymentId Payment(int reservation, int attempt) => new(Id(0xF0000 + (16 * reservation) + attempt));

    /// <summary>Decides, and takes the decision for durable.</summary>
    public static IReadOnlyList<Outcome> Commit(this DropState state, DateTimeOffset now, params Command[] commands) =>
        state.Commit(now, new Dictionary<RequestKey, Hold>(), commands).Outcomes;

    public static Decision Commit(this DropState state, DateTimeOffset now, Dictionary<RequestKey, Hold> granted, IReadOnlyList<Command> commands)
    {
        var decision = Decision.Decide(state, commands, now, granted);
        foreach (var movement in decision.Movements)
        {
            state.Apply(movement);
            if (movement is Movement.Reserved { Key: { } key, Of: var hold })
                granted.Add(new RequestKey(hold.Customer, key), hold);
        }

        return decision;
    }

    public static T RefusedWith<T>(this Outcome outcome)
        where T : Refusal => outcome.ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<T>();
}
