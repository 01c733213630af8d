using System.Net;
using Stampede.Server.Tests.Contract;

namespace Stampede.Server.Tests.Operations;

public sealed class Guarding(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string NoDrop = "/api/v1/drops/00000000-0000-7000-8000-000000000000";
    private const string NoReservation = "00000000-0000-7000-8000-000000000001";

    private readonly Shop shop = shared.Shop;

    public static TheoryData<string, string> OfDrops { get; } = new()
    {
        { "GET", "board" },
        { "GET", "report" },
        { "GET", "holds" },
        { "GET", "signals" },
        { "POST", $"holds/{NoReservation}/release" },
    };

    public static TheoryData<string, string> All { get; } = new(
        OfDrops.Select(row => (row.Data.Item1, $"{NoDrop}/{row.Data.Item2}"))
            .Concat([("GET", "/api/v1/operations/health"), ("POST", "/api/v1/pictures")]));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Who_is_not_signed_in_is_asked_to(string method, string path) =>
        (await shop.Anybody.SendAsync(new HttpMethod(method), path)).ShouldBe(401, "unauthenticated");

    [Theory]
    [MemberData(nameof(All))]
    public async Task Who_is_no_operator_is_refused(string method, string path) =>
        (await (await shop.CustomerAsync()).SendAsync(new HttpMethod(method), path)).ShouldBe(403, "forbidden");

    [Theory]
    [MemberData(nameof(OfDrops))]
    public async Task A_drop_that_is_not_there_is_not_found(string method, string path)
    {
        foreach (var drop in (string[])[NoDrop, "/api/v1/drops/no-such-drop"])
            (await shop.Operator.SendAsync(new HttpMethod(method), $"{drop}/{path}")).ShouldBe(404, "drop_not_found");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=-1", "cursor")]
    [InlineData("cursor=99999999999999999999", "cursor")]
    public async Task A_page_that_cannot_be_is_refused_by_field(string query, string field)
    {
        var drop = await shop.CreateDropAsync();
        var problem = (await shop.Operator.GetAsync($"{drop.Path}/holds?{query}")).ShouldBe(400, "validation_failed");
        problem["errors"]!.Names().ShouldBe([field]);
    }

    [Fact]
    public async Task A_drop_goes_by_its_slug_too()
    {
        var drop = await shop.CreateDropAsync();
        foreach (var what in (string[])["board", "report", "holds", "signals"])
            (await shop.Operator.GetAsync($"/api/v1/drops/{drop.Slug}/{what}")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
