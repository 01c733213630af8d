using System.Net;
using Stampede.Server.Tests.Contract;
using static Stampede.Server.Tests.Orders.OrderingShop;

namespace Stampede.Server.Tests.Orders;

/// <summary>An operator finds orders, sends them, and puts them right.</summary>
public sealed class RunningOrders(OrderingShop ordering) : IClassFixture<OrderingShop>
{
    private readonly Shop shop = ordering.Shop;

    [Fact]
    public async Task An_order_is_found_by_what_its_customer_says_of_it()
    {
        var (drop, other) = (await shop.CreateDropAsync(new { delivery = "address" }), await shop.CreateDropAsync());
        var (_, bought) = await ordering.SellAsync(drop, Contact(name: "Ottilie von Überwald", email: "ottilie.überwald@example.com"), "ottilie-the-guest");
        var plain = await other.SellAsync(await shop.CustomerAsync("Zacharias Plain"));
        await ordering.SellAsync(drop, Contact(name: "Bystander One", email: "bystander@example.com"));
        var (id, number) = (bought.Text("id"), bought.Text("number"));
        foreach (var query in new[] { number, number.ToLowerInvariant(), number[3..], "ottilie", "ÜBERWALD", "Ottilie von", "überwald ottilie", "ottilie.überwald@example.com", "ottilie-the" })
            (await FoundAsync($"query={Uri.EscapeDataString(query)}")).ShouldContain(id, query);
        (await FoundAsync($"query={number}&drop={drop.Slug}")).ShouldBe([id]);
        (await FoundAsync("query=zacharias")).ShouldBe([plain.Text("id")]);
        foreach (var nothing in new[] { "query=' | !(", "query=nobody-of-this-name", "query=%25", $"query={number}&drop={other.Id}", "query=ottilie&status=sent" })
            (await FoundAsync(nothing)).ShouldNotContain(id, nothing);
        (await FoundAsync($"ids={id},{plain.Text("id")}")).ShouldBe([plain.Text("id"), id]);
        foreach (var (wrong, field) in new[] { ("status=lost", "status"), ("limit=0", "limit"), ("cursor=x", "cursor"), ("ids=1", "ids"), ($"query={new string('x', 101)}", "query") })
            (await shop.Operator.GetAsync($"/api/v1/orders?{wrong}")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        (await shop.Operator.GetAsync("/api/v1/orders?drop=no-such-drop")).ShouldBe(404, "drop_not_found");
    }

    [Fact]
    public async Task Pages_follow_each_other_and_leave_nothing_out()
    {
        var drop = await shop.CreateDropAsync(new { delivery = "email", limitPerCustomer = 10 });
        var customer = await shop.CustomerAsync();
        (await SayAsync(customer, Contact(name: "Paging Page"))).ShouldBeOk();
        var bought = new List<string>();
        for (var i = 0; i < 5; i++)
            bought.Insert(0, (await drop.SellAsync(customer)).Text("id"));
        (await shop.Operator.PostAsync("/api/v1/orders/sent", new { ids = bought.Take(4) })).ShouldBeOk();
        foreach (var (filter, expected) in new[] { ($"drop={drop.Id}", bought), ("query=paging", bought), ("status=sent&query=paging", [.. bought.Take(4)]), ($"status=new&drop={drop.Id}", [.. bought.Skip(4)]) })
        {
            var (seen, cursor) = (new List<string>(), "");
            do
            {
                var page = (await shop.Operator.GetAsync($"/api/v1/orders?{filter}&limit=2{cursor}")).ShouldBeOk().Json;
                seen.AddRange(page.Items().Select(order => order!.Text("id")));
                cursor = page["next"]?.GetValue<string>() is { } next ? $"&cursor={next}" : "";
            }
            while (cursor.Length > 0);
            seen.ShouldBe(expected, filter);
        }

        (await FoundAsync("status=sent&limit=100")).Take(4).ShouldBe(bought.Take(4));
        (await FoundAsync("status=new&limit=100")).ShouldNotContain(bought[0]);
    }

    [Fact]
    public async Task Sent_is_said_once_and_can_be_taken_back()
    {
        var drop = await shop.CreateDropAsync(new { delivery = "address" });
        var (_, bought) = await ordering.SellAsync(drop, Contact());
        var path = $"/api/v1/orders/{bought.Text("id")}";
        var sent = (await shop.Operator.PostAsync($"{path}/sent", new { carrier = "DHL", tracking = "00340434161094042557" }, "k")).ShouldBeOk().Json;
        (sent.Text("status"), sent.Text("carrier")).ShouldBe(("sent", "DHL"));
        Task<long> LettersAsync() => ordering.Hosted.CountAsync($"select count(*) from letter where kind = 'sent' and about = '{bought.Text("id")}'");
        (await LettersAsync()).ShouldBe(1);
        (await shop.Operator.PostAsync($"{path}/sent")).ShouldBeOk().Json.Text("sentAt").ShouldBe(sent.Text("sentAt"));
        (await shop.Operator.PatchAsync(path, new { contact = Contact(name: "Too Late") })).ShouldBe(409, "order_state");

        var back = (await shop.Operator.DeleteAsync($"{path}/sent")).ShouldBeOk().Json;
        (back.Text("status"), back["sentAt"], back["carrier"]).ShouldBe(("new", null, null));
        (await LettersAsync()).ShouldBe(0); // It has not gone, and does not go.
        (await shop.Operator.DeleteAsync($"{path}/sent")).ShouldBeOk();
        (await shop.Operator.PatchAsync(path, new { contact = Contact(name: "Alice Right", postalCode: "10119"), note = "Rings at the neighbour's" })).ShouldBeOk();
        (await shop.Operator.PatchAsync(path, new { contact = Contact(postalCode: "1") })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["contact.address.postalCode"]);

        var order = await ordering.OrderAsync(bought.Text("id"));
        (order["contact"]!.Text("name"), order.Text("note")).ShouldBe(("Alice Right", "Rings at the neighbour's"));
        order["steps"]!.AsArray().Select(step => step!.Text("what")).ShouldBe(["sent", "not_sent", "contact", "note"]);
        order["steps"]![2]!["fields"]!.ToJsonString().ShouldBe("""["name","postalCode"]""");
        (await FoundAsync("query=Alice Right")).ShouldContain(bought.Text("id"));
        (await shop.Operator.PatchAsync(path, """{"note": null}""")).ShouldBeOk().Json["note"].ShouldBeNull();
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_is_refunded_is_not_sent()
    {
        var (drop, customer, hold) = await ordering.HoldAsync(new { delivery = "address", payment = "required" });
        (await SayAsync(customer, Contact())).ShouldBeOk();
        var paid = await PayAsync(drop, customer, hold);
        var (id, payment) = (paid.Text("purchaseId"), paid.Text("id"));
        (await shop.Operator.PostAsync($"/api/v1/operations/payments/{payment}/refund", new { amountMinor = 100, reason = "a scratch" })).ShouldBeOk();
        var part = await ordering.OrderAsync(id);
        (part.Text("status"), part.Text("paymentStatus"), part.Number("refundedMinor")).ShouldBe(("new", "part_refunded", 100));
        (await FoundAsync("status=part_refunded")).ShouldContain(id);
        (await FoundAsync("status=new&limit=100")).ShouldContain(id);
        (await shop.Operator.PostAsync($"/api/v1/operations/payments/{payment}/refund", new { reason = "sent back", restock = true })).ShouldBeOk();

        (await ordering.OrderAsync(id)).Text("status").ShouldBe("refunded");
        (await FoundAsync("status=refunded")).ShouldContain(id);
        (await FoundAsync("status=new&limit=100")).ShouldNotContain(id);
        (await shop.Operator.PostAsync($"/api/v1/orders/{id}/sent")).ShouldBe(409, "order_state");
        var many = (await shop.Operator.PostAsync("/api/v1/orders/sent", new { ids = new[] { id, Guid.NewGuid().ToString() } })).ShouldBeOk().Json;
        (many["sent"]!.AsArray().Count, many["refused"]!.AsArray().Count, many["notFound"]!.AsArray().Count).ShouldBe((0, 1, 1));
    }

    [Fact]
    public async Task The_file_has_contact_and_amounts_and_nothing_that_a_spreadsheet_would_run()
    {
        var drop = await shop.CreateDropAsync(new { delivery = "address", price = new { amountMinor = 1250, currency = "EUR" }, name = "=HYPERLINK(1)" });
        var (_, bought) = await ordering.SellAsync(drop, Contact(name: "@SUM(A1)"));
        var file = (await shop.Operator.GetAsync($"/api/v1/orders.csv?drop={drop.Id}")).ShouldBeOk();
        file.Header("Content-Type").ShouldBe("text/csv; charset=utf-8");
        var lines = file.Body.Split("\r\n");
        lines[0].ShouldContain("\"purchasedAtUtc\"");
        lines[1].ShouldContain($"\"{bought.Text("number")}\",\"new\"");
        lines[1].ShouldContain("\"12.50\",\"12.50\",\"0.00\",\"EUR\"");
        lines[1].ShouldContain("\"'=HYPERLINK(1)\"");
        lines[1].ShouldContain("\"'@SUM(A1)\",\"'+49 30 123456\",\"Marienstraße 1\"");
        (await shop.Operator.GetAsync($"/api/v1/orders.csv?drop={drop.Id}&query={bought.Text("number")}")).ShouldBeOk().Body.ShouldBe(file.Body);
        (await shop.Operator.GetAsync($"/api/v1/orders.csv?drop={drop.Id}&status=sent")).ShouldBeOk().Body.Split("\r\n")[1].ShouldBe("");
    }

    [Fact]
    public async Task Who_is_erased_leaves_the_books_and_no_address()
    {
        var (drop, paidFor) = (await shop.CreateDropAsync(new { delivery = "address", limitPerCustomer = 2 }), await shop.CreateDropAsync(new { delivery = "address", payment = "required" }));
        var (person, bought) = await ordering.SellAsync(drop, Contact(name: "Gone Unforgettable", email: "gone.unforgettable@example.com"));
        var hold = await paidFor.HoldAsync(person);
        (await PayAsync(paidFor, person, hold, Payments.PayingShop.Declined)).ShouldBe(402, "payment_declined");
        var path = $"/api/v1/orders/{bought.Text("id")}";
        (await shop.Operator.PatchAsync(path, new { note = "Unforgettable voice" })).ShouldBeOk();
        (await shop.Operator.PostAsync($"{path}/sent", new { tracking = "Unforgettable 7" })).ShouldBeOk();
        var export = (await person.GetAsync("/api/v1/me/export")).ShouldBeOk().Json;
        export["contact"]!.Text("name").ShouldBe("Gone Unforgettable");
        export["orders"]![0]!["contact"]!["address"]!.Text("line1").ShouldBe("Marienstraße 1");

        (await person.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);

        foreach (var table in new[] { "shop_order", "customer_contact", "shop_order_step", "letter" })
            (await ordering.Hosted.CountAsync($"select count(*) from {table} t where t::text ilike '%unforgettable%'")).ShouldBe(0, table);
        var order = await ordering.OrderAsync(bought.Text("id"));
        (order["contact"], order.Text("status"), order["customerErased"]!.GetValue<bool>()).ShouldBe((null, "sent", true));
        (await FoundAsync("query=unforgettable")).ShouldBeEmpty();
        (await FoundAsync($"query={bought.Text("number")}")).ShouldContain(bought.Text("id"));
        (await shop.Operator.DeleteAsync($"{path}/sent")).ShouldBeOk();
        (await shop.Operator.PatchAsync(path, new { contact = Contact(name: "Gone Unforgettable") })).ShouldBe(409, "order_state");
        (await shop.Operator.PatchAsync(path, new { note = "Unforgettable" })).ShouldBe(409, "order_state");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Orders_are_operators_alone_and_an_unknown_one_is_not_there()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        var bought = await drop.SellAsync(customer);
        foreach (var path in new[] { "/api/v1/orders", $"/api/v1/orders/{bought.Text("id")}", "/api/v1/orders.csv" })
        {
            (await customer.GetAsync(path)).ShouldBe(403, "forbidden");
            (await shop.Anybody.GetAsync(path)).ShouldBe(401, "unauthenticated");
        }

        foreach (var id in new[] { Guid.NewGuid().ToString(), "x", drop.Id })
        {
            (await shop.Operator.GetAsync($"/api/v1/orders/{id}")).ShouldBe(404, "order_not_found");
            (await shop.Operator.PostAsync($"/api/v1/orders/{id}/sent")).ShouldBe(404, "order_not_found");
        }
    }

    private async Task<List<string>> FoundAsync(string query) =>
        [.. (await shop.Operator.GetAsync($"/api/v1/orders?{query}")).ShouldBeOk().Json.Items().Select(order => order!.Text("id"))];
}
