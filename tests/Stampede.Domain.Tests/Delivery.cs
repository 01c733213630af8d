namespace Stampede.Domain.Tests;

public sealed class Delivery
{
    private static readonly Contact Reached = new("alice@example.com", "Alice", null, new PostalAddress("Marienstraße 1", null, "10117", "Berlin", null, "DE"));

    [Theory]
    [InlineData(DeliveryRule.None, null, "", null)]
    [InlineData(DeliveryRule.Email, null, "", DeliveryGap.Contact)]
    [InlineData(DeliveryRule.Email, null, "email", null)]
    [InlineData(DeliveryRule.Address, null, "", DeliveryGap.Contact)]
    [InlineData(DeliveryRule.Address, null, "email", DeliveryGap.Address)]
    [InlineData(DeliveryRule.Address, null, "address", null)]
    [InlineData(DeliveryRule.Address, "AT DE", "address", null)]
    [InlineData(DeliveryRule.Address, "AT CH", "address", DeliveryGap.Country)]
    public void Nothing_is_sold_before_it_is_known_where_it_goes(DeliveryRule rule, string? countries, string said, DeliveryGap? gap)
    {
        var contact = said switch { "" => null, "email" => Reached with { Address = null }, _ => Reached };
        foreach (var isPaid in new[] { false, true })
        {
            var state = Given.State([1], isPaid: isPaid);
            state.Apply(new Movement.Changed(2, Given.Ten, DropStatus.Live, null, new DropChange { Delivery = rule, DeliveryCountries = countries }));
            state.Commit(Given.Ten, Given.Reserve(1, 1));
            Command command = isPaid ? new Command.Pay(Given.Reservation(1), Given.Payment(1, 1), Given.Customer(1), contact) : Given.Buy(1, 1) with { Contact = contact };
            var decision = Decision.Decide(state, [command], Given.Ten, new Dictionary<RequestKey, Hold>());
            if (gap is { } missing)
            {
                decision.Outcomes[0].ShouldBe(new Outcome.Refused(new Refusal.DeliveryRequired(rule, missing)));
                decision.Movements.ShouldBeEmpty();
            }
            else
            {
                // No more is kept than is needed.
                decision.Movements.ShouldHaveSingleItem().Sale?.SendTo.ShouldBe(rule switch
                {
                    DeliveryRule.None => null,
                    DeliveryRule.Email => contact! with { Address = null },
                    DeliveryRule.Address => contact,
                });
            }
        }
    }

    [Fact]
    public void What_is_asked_for_stands_once_something_is_bought()
    {
        var state = Given.State([2], limit: 2);
        var amend = new Command.Amend(new DropChange { Delivery = DeliveryRule.Email }, Given.Operator);
        state.Commit(Given.Ten, Given.Reserve(1, 1), amend)[1].ShouldBeOfType<Outcome.Done>();
        state.Commit(Given.Ten, Given.Buy(1, 1) with { Contact = Reached })[0].ShouldBeOfType<Outcome.Purchased>();
        foreach (var change in new[] { new DropChange { Delivery = DeliveryRule.None }, new DropChange { DeliveryCountries = "DE" } })
            state.Commit(Given.Ten, amend with { What = change })[0].ShouldBe(new Outcome.Refused(new Refusal.DeliveryFixed()));
        state.Commit(Given.Ten, amend with { What = new DropChange { Delivery = DeliveryRule.Email, Name = "Another" } })[0].ShouldBeOfType<Outcome.Done>();
    }
}
