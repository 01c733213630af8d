namespace Stampede.Domain;

public readonly record struct DropId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

public readonly record struct VariantId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

public readonly record struct ReservationId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

public readonly record struct PurchaseId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>One attempt to pay for one reservation.</summary>
public readonly record struct PaymentId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>One person's entry in one line: random, so that it tells nothing of who joined before whom.</summary>
public readonly record struct EntryId(Guid Value)
{
    public override string ToString() => Value.ToString("n");
}

public readonly record struct CustomerId(Guid Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>A caller's name for one request of theirs to one drop. Scope: the customer and the drop.</summary>
/// <param name="Key">1 to 200 printable ASCII characters, as sent in <c>Idempotency-Key</c>.</param>
public readonly record struct RequestKey(CustomerId Customer, string Key);
