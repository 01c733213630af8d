using System.Text.Json.Nodes;
using Stampede.Domain;
using Stampede.Postgres.Operations;
using Stampede.Server.Operations;
using Stampede.Server.Tests.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Operations;

/// <summary>What a drop and the shop came to: people beside presses, money by currency, sales over time; and that those who run the shop hear of what is wrong.</summary>
public sealed class Figures(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task People_are_counted_beside_presses_at_each_step()
    {
        var drop = await shop.CreateDropAsync(new { name = "Figured", totalStock = 2, holdSeconds = 600 });
        using var one = await WatchAsync(drop, "One/1.0");
        using var again = await WatchAsync(drop, "One/1.0");
        using var other = await WatchAsync(drop, "Two/2.0");
        using (await WatchAsync(drop, "Console/1.0", shop.Operator))
            await UntilAsync(drop, figures => figures["funnel"]!.Number("watched") == 2);
        var people = await shop.CustomersAsync(5);
        await drop.SellAsync(people[0]);
        await drop.HoldAsync(people[1]);
        (await drop.ReserveAsync(people[1])).ShouldBe(409, "already_reserved");
        foreach (var late in people[2..])
        {
            for (var press = 0; press < 3; press++)
                (await drop.ReserveAsync(late)).ShouldBe(409, "all_held");
        }

        var figures = await UntilAsync(drop, read => read["refusals"]!.AsArray().Sum(refusal => (int)refusal!.Number("presses")) == 10 && read["funnel"]!.Number("pressed") >= 4);
        figures["refusals"]!.AsArray().Select(refusal => (refusal!.Text("code"), refusal!.Number("presses"))).ShouldBe([("all_held", 9), ("already_reserved", 1)]);
        // An estimate: two of them may look alike.
        figures["refusals"]![0]!.Number("people").ShouldBeInRange(2, 3);
        figures["refusals"]![1]!.Number("people").ShouldBe(1);
        figures.Number("refusedPeople").ShouldBeInRange(3, 4);
        var funnel = figures["funnel"]!;
        funnel.Number("pressed").ShouldBeInRange(4, 5);
        funnel.Number("watched").ShouldBe(funnel.Number("pressed"), "nobody presses who does not look");
        (funnel.Number("held"), funnel.Number("bought"), funnel["joined"]).ShouldBe((2, 1, null));
        (figures.Number("total"), figures.Number("sold"), figures["sellThrough"]!.GetValue<double>()).ShouldBe((2, 1, 0.5));
        figures["variants"]![0]!["sellThrough"]!.GetValue<double>().ShouldBe(0.5);
        figures["money"]!.ToJsonString().ShouldBe("""[{"currency":"USD","soldMinor":19900,"capturedMinor":0,"refundedMinor":0,"uncapturedMinor":0,"netMinor":0}]""");
        figures["sales"]!["steps"]!.AsArray().Select(step => (step!.Number("units"), step!.Number("purchases"))).ShouldBe([(1, 1)]);
        figures.Time("asOf").ShouldBeGreaterThan(figures["sales"]!["steps"]![0]!.Time("at"));

        var sales = await shop.Operator.GetAsync($"{drop.Path}/figures.csv?series=sales");
        sales.ShouldBeOk().Body.TrimStart('\uFEFF').Split("\r\n")[0].ShouldBe("\"stepBeginsAtUtc\",\"stepSeconds\",\"units\",\"purchases\"");
        sales.Body.ShouldContain("\"1\",\"1\",\"1\"\r\n");
        (await shop.Operator.GetAsync($"{drop.Path}/figures.csv")).ShouldBeOk().Body.ShouldContain("\"0\",\"1\",\"1\"\r\n");
        (await shop.Operator.GetAsync($"{drop.Path}/figures.csv?series=nothing")).ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task The_overview_adds_up_what_was_bought_by_currency()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:Payments:Provider"] = "test", ["Stampede:Payments:AllowTestInPublic"] = "true" });
        var empty = (await hosted.Shop.Operator.GetAsync("/api/v1/operations/overview")).ShouldBeOk().Json;
        (empty.Number("purchases"), empty.Number("begun"), empty["sellThrough"], empty["money"]!.AsArray().Count).ShouldBe((0, 0, null, 0));

        var free = await hosted.Shop.CreateDropAsync(new { totalStock = 1 });
        await free.SellAsync(await hosted.Shop.CustomerAsync());
        var paid = await hosted.Shop.CreateDropAsync(new { totalStock = 3, payment = "required", holdSeconds = 600, price = new { amountMinor = 5000, currency = "EUR" } });
        await hosted.Shop.CreateDropAsync(new { startsAt = DateTimeOffset.UtcNow.AddDays(1) });
        var buyer = await hosted.Shop.CustomerAsync();
        var payment = await buyer.PostAsync($"{paid.Of(await paid.HoldAsync(buyer))}/payment", new { card = Payments.PayingShop.Succeeds });
        payment.Text("status").ShouldBe("captured");
        (await hosted.Shop.Operator.PostAsync($"/api/v1/operations/payments/{payment.Text("id")}/refund", new { amountMinor = 1500, reason = "Scratched" })).ShouldBeOk();

        JsonNode overview = null!;
        await Until.TrueAsync(async () => (overview = (await hosted.Shop.Operator.GetAsync("/api/v1/operations/overview")).ShouldBeOk().Json).Number("purchases") == 2
            && overview["money"]![0]!.Number("refundedMinor") > 0);
        overview["money"]!.AsArray().Select(money => (money!.Text("currency"), money!.Number("soldMinor"), money!.Number("capturedMinor"), money!.Number("refundedMinor"), money!.Number("netMinor")))
            .ShouldBe([("EUR", 5000, 5000, 1500, 3500), ("USD", 19900, 0, 0, 0)]);
        (overview.Number("units"), overview.Number("live"), overview.Number("upcoming"), overview.Number("begun"), overview.Number("soldOut")).ShouldBe((2, 2, 1, 2, 1));
        overview["sellThrough"]!.GetValue<double>().ShouldBe(0.5);
    }

    [Fact]
    public async Task A_drop_that_is_sold_out_is_news_in_the_console_and_by_mail()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?>(post.Settings)
        {
            ["Stampede:Reservations:RequireConfirmedAccount"] = "false",
            ["Stampede:Warnings:MailAfterSeconds"] = "1",
            ["Stampede:Warnings:DiskFreeMegabytes"] = "0",
        });
        (await hosted.Shop.Operator.GetAsync("/api/v1/operations/warnings")).ShouldBeOk().Json["warnings"]!.AsArray().ShouldBeEmpty();
        var drop = await hosted.Shop.CreateDropAsync(new { name = "All <gone>", totalStock = 1 });
        await drop.SellAsync(await hosted.Shop.CustomerAsync());

        var letter = PostOffice.Read((await post.NextAsync()).Text);
        letter.Subject.ShouldEndWith(": Sold out: All <gone>");
        letter.To.ShouldBe(Hosting.ServerUnderTest.OperatorEmail);
        letter.Text.ShouldContain($"https://shop.example/operate/drops/{drop.Id}/report");
        letter.Html.ShouldContain("All &lt;gone&gt;");
        var answer = (await hosted.Shop.Operator.GetAsync("/api/v1/operations/warnings")).ShouldBeOk().Json;
        var warning = answer["warnings"]!.AsArray().ShouldHaveSingleItem()!;
        (warning.Text("code"), warning.Text("level"), warning.Text("subject"), warning.Text("name")).ShouldBe(("sold_out", "news", drop.Id, "All <gone>"));
        warning.Text("toDo").ShouldNotBeEmpty();
        warning.Time("since").ShouldBeLessThan(answer.Time("serverTime"));
    }

    [Fact]
    public void Many_people_are_estimated_within_a_few_percent_and_those_of_two_nodes_come_together()
    {
        var (one, two) = (new PeopleCount(), new PeopleCount());
        for (var i = 0; i < 100_000; i++)
        {
            // Ids that differ in little.
            (i % 3 == 0 ? two : one).Add(new CustomerId(new Guid(i, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1)));
            if (i % 4 == 0)
                one.Add(new CustomerId(new Guid(i, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1)));
            if (i == 9)
                (one.People.Estimate() + two.People.Estimate()).ShouldBeInRange(10, 13);
            if (i == 2_999)
                two.People.Estimate().ShouldBeInRange(950, 1_050);
        }

        two.People.Estimate().ShouldBeInRange(31_600, 35_000);
        one.People.Merge(two.People.ToArray()).ShouldBeTrue();
        one.People.Estimate().ShouldBeInRange(95_000, 105_000);
        new PeopleSketch(one.People.ToArray()).Estimate().ShouldBe(one.People.Estimate());
        one.People.Merge(two.People.ToArray()).ShouldBeFalse();
        new PeopleSketch().Estimate().ShouldBe(0);
    }

    private async Task<HttpResponseMessage> WatchAsync(Drop drop, string agent, Visitor? visitor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Site.Address, $"{drop.Path}/events"));
        request.Headers.UserAgent.ParseAdd(agent);
        if (visitor?.Token is { } token)
            request.Headers.Authorization = new("Bearer", token);
        return (await shop.Site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
    }

    private static async Task<JsonNode> UntilAsync(Drop drop, Func<JsonNode, bool> condition)
    {
        JsonNode figures = null!;
        await Until.TrueAsync(async () => condition(figures = (await drop.Shop.Operator.GetAsync($"{drop.Path}/figures")).ShouldBeOk().Json));
        return figures;
    }
}
