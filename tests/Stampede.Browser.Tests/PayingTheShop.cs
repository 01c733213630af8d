namespace Stampede.Browser.Tests;

/// <summary>A shop that is paid itself, in cash or by a transfer: an operator says when it is.</summary>
public sealed class PayingTheShop(PayingTheShop.ManualShop manual) : IClassFixture<PayingTheShop.ManualShop>
{
    private readonly Shop shop = manual.Shop;

    public sealed class ManualShop(Chromium chromium) : IAsyncLifetime
    {
        internal Shop Shop { get; } = new(chromium) { Settings = new Dictionary<string, string> { ["Stampede__Payments__Provider"] = "manual" } };

        public ValueTask InitializeAsync() => Shop.InitializeAsync();

        public ValueTask DisposeAsync() => Shop.DisposeAsync();
    }

    [Fact]
    public async Task An_operator_marks_it_as_paid_and_the_customers_page_goes_on_to_the_receipt()
    {
        var drop = await shop.OfferAsync("Cash", isPaid: true, sizes: [("One size", 3)]);
        await using var visitor = await shop.VisitAsync();
        await visitor.BeGuestAsync("Cash’s buyer");
        await visitor.ReserveAsync(drop);
        await Expect(visitor.Page.GetByText("You pay the shop itself")).ToBeVisibleAsync();
        await Visitor.ReadAsync(visitor.Pay);
        await visitor.Pay.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = new("^The shop marks it as paid") })).ToBeVisibleAsync();

        await using var operators = await shop.VisitAsync();
        await operators.BeOperatorAsync();
        await operators.GoAsync("/operate/payments");
        await operators.Button("Mark as paid: Cash’s buyer").ClickAsync();
        await operators.Dialog("Mark this as paid?").GetByRole(AriaRole.Button, new() { Name = "Mark as paid" }).ClickAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Paid", new() { Exact = true })).ToBeVisibleAsync();

        await operators.GoAsync($"/operate/drops/{drop.Id}");
        await Expect(operators.Page.GetByRole(AriaRole.Region, new() { Name = "What operators did with payments" }).GetByText("marked as paid")).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
        operators.Complaints.ShouldBeEmpty();
    }
}
