namespace Stampede.Domain.Tests;

public sealed class MovementTests
{
    private static readonly Hold AnyHold = new(
        Given.Reservation(1), Given.Customer(1), Given.Variant(0), 3, new Money(100, "EUR"), Given.Ten, Given.Ten.AddSeconds(60), 7);

    private static readonly MovementLine Line = new(7, Given.Ten)
    {
        Hold = AnyHold,
        Variant = AnyHold.Variant,
        Units = 3,
        Purchase = new PurchaseId(Given.Id(9)),
        DisplayName = "ann",
        RequestKey = "k",
        Operator = Given.Operator,
        Status = DropStatus.Upcoming,
        Change = new DropChange { LimitPerCustomer = 2 },
        Reason = "found in a box",
        Payment = Given.Payment(1, 0),
        PayUntil = Given.Ten.AddSeconds(90),
        Line = new LineChange { SkippedPlace = 3, SkippedEntry = new EntryId(Given.Id(3)) },
        Offer = new Offer(new EntryId(Given.Id(3)), 3, 1, LineTempo.Live),
        OfferedUntil = Given.Ten.AddSeconds(30),
        LogSize = 4,
        ClaimedUntil = Given.Ten.AddSeconds(80),
        Return = new PurchaseReturn(new(Given.Id(9)), AnyHold.Id, AnyHold.Customer, AnyHold.Variant, 3, Restocks: true, Given.Payment(1, 0)),
    };

    public static TheoryData<MovementKind> Kinds => [.. Enum.GetValues<MovementKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_written_of_a_movement_makes_it_again(MovementKind kind)
    {
        var movement = Movement.Restore(kind, Line);
        movement.Kind.ShouldBe(kind);
        var written = new MovementLine(movement.Version, movement.At)
        {
            Hold = movement.Hold?.Of,
            Variant = movement.Stock?.Variant,
            Units = movement.Units,
            Purchase = movement.Sale?.Purchase,
            DisplayName = movement.Sale?.DisplayName,
            RequestKey = movement.RequestKey,
            Operator = movement.Operator,
            Status = movement.Status,
            Change = movement.Change,
            Reason = movement.Reason,
            Payment = movement.Payment,
            PayUntil = movement.Hold?.Of.PayUntil,
            Return = movement.Return,
            Line = movement.Line,
            Offer = movement.Hold?.Of.Offer,
            OfferedUntil = movement.Hold?.Of.ExpiresAt,
            LogSize = (movement as Movement.Offered)?.LogSize,
            ClaimedUntil = movement.Hold?.Of.ClaimedUntil,
        };
        Movement.Restore(kind, written).ShouldBe(movement);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_an_adjustment_makes_units_or_takes_them_away(MovementKind kind)
    {
        if (Movement.Restore(kind, Line).Stock is not { } stock)
            return;
        (stock.Available + stock.Held + stock.Sold).ShouldBe(kind == MovementKind.Adjusted ? 3 : 0);
        stock.Variant.ShouldBe(AnyHold.Variant);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_opens_or_ends_a_hold_moves_as_much_stock_as_it_has_and_nobody_elses(MovementKind kind)
    {
        var movement = Movement.Restore(kind, Line);
        if (movement.Hold is not { } effect)
        {
            movement.Owner.ShouldBe(movement.Return?.Customer);
            movement.Sale.ShouldBeNull();
            return;
        }

        movement.Owner.ShouldBe(effect.Of.Customer);
        if (effect.Step == HoldStep.Continues)
        {
            (movement.Stock, movement.Sale, effect.Becomes).ShouldBe((null, null, ReservationStatus.Active));
            return;
        }

        var stock = movement.Stock.ShouldNotBeNull();
        stock.Held.ShouldBe(effect.Step == HoldStep.Opens ? effect.Of.Quantity : -effect.Of.Quantity);
        stock.Sold.ShouldBe(movement.Sale is null ? 0 : effect.Of.Quantity);
        (effect.Becomes == ReservationStatus.Purchased).ShouldBe(movement.Sale is not null);
        (effect.EndedBy is null).ShouldBe(effect.Step == HoldStep.Opens);
    }

    [Fact]
    public void A_line_that_lacks_what_its_kind_has_is_refused()
    {
        var empty = new MovementLine(7, Given.Ten);
        MovementKind[] bare = [MovementKind.Opened, MovementKind.Paused, MovementKind.Ended];
        foreach (var kind in Enum.GetValues<MovementKind>().Except(bare))
        {
            var lacking = kind == MovementKind.Changed ? Line with { Status = null } : empty;
            Should.Throw<InvalidDataException>(() => Movement.Restore(kind, lacking)).Message.ShouldContain(Names.Of(kind));
        }
    }

    [Fact]
    public void Names_are_told_apart_and_read_back()
    {
        Enum.GetValues<MovementKind>().ShouldAllBe(kind => Names.Parse<MovementKind>(Names.Of(kind)) == kind);
        Names.Of(MovementKind.Reserved).ShouldBe("reserved");
        Should.Throw<InvalidDataException>(() => Names.Parse<MovementKind>("Reserved"));
        Should.Throw<InvalidDataException>(() => Names.Parse<DropStatus>("created"));
    }
}
