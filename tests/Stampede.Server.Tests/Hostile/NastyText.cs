using Stampede.Server.Tests.Contract;
namespace Stampede.Server.Tests.Hostile;

/// <summary>Text that no database takes, or that a page shows as something else: told as a fault of its field, never a 500.</summary>
public sealed class NastyText(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    // As they stand in JSON: NUL, half a pair (each half), an escape, a line break, a turn of direction, no character at all.
    private static readonly string[] Nasty =
        ["a\\u0000b", "\\u0000", "a\\ud800b", "\\udc00", "a\\u001bb", "a\\nb", "a\\u2028b", "a\\u202eb", "a\\ufffeb", "a\\ufeffb"];

    [Fact]
    public async Task Text_of_a_body_that_is_none_is_refused()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        foreach (var nasty in Nasty)
        {
            // A name has one line; a description may have more.
            await RefusedAsync(shop.Operator, HttpMethod.Post, "/api/v1/drops", $$"""{"name": "{{nasty}}", "price": {"amountMinor": 1, "currency": "USD"}, "totalStock": 1}""");
            await RefusedAsync(shop.Operator, HttpMethod.Post, "/api/v1/drops", $$"""{"name": "x", "price": {"amountMinor": 1, "currency": "{{nasty}}"}, "totalStock": 1}""");
            await RefusedAsync(shop.Operator, HttpMethod.Post, "/api/v1/drops", $$"""{"name": "x", "price": {"amountMinor": 1, "currency": "USD"}, "variants": [{"label": "{{nasty}}", "total": 1}]}""");
            await RefusedAsync(shop.Operator, HttpMethod.Post, "/api/v1/drops", $$"""{"name": "x", "imageUrl": "/{{nasty}}", "price": {"amountMinor": 1, "currency": "USD"}, "totalStock": 1}""");
            await RefusedAsync(shop.Operator, HttpMethod.Patch, drop.Path, $$"""{"name": "{{nasty}}"}""");
            await RefusedAsync(shop.Operator, HttpMethod.Post, $"{drop.Path}/variants/{drop.Variant()}/adjustments", $$"""{"change": 1, "reason": "{{nasty}}"}""");
            await RefusedAsync(shop.Anybody, HttpMethod.Post, "/api/v1/accounts/guest", $$"""{"displayName": "{{nasty}}"}""");
            await RefusedAsync(shop.Anybody, HttpMethod.Post, "/api/v1/accounts/register", $$"""{"email": "a@b.example", "password": "correct horse battery", "displayName": "{{nasty}}"}""");
            await RefusedAsync(shop.Anybody, HttpMethod.Post, "/api/v1/accounts/register", $$"""{"email": "{{nasty}}@b.example", "password": "correct horse battery", "displayName": "x"}""");
            await RefusedAsync(shop.Anybody, HttpMethod.Post, "/api/v1/accounts/sign-in", $$"""{"email": "{{nasty}}@b.example", "password": "correct horse battery"}""");
            await RefusedAsync(shop.Anybody, HttpMethod.Post, "/api/v1/accounts/sign-in", $$"""{"email": "operator@stampede.local", "password": "{{nasty}}"}""");
            await RefusedAsync(shop.Anybody, HttpMethod.Post, "/api/v1/accounts/refresh", $$"""{"refreshToken": "{{nasty}}"}""");
            await RefusedAsync(shop.Anybody, HttpMethod.Post, "/api/v1/accounts/confirm", $$"""{"token": "{{nasty}}"}""");
            await RefusedAsync(shop.Operator, HttpMethod.Post, "/api/v1/operations/accounts/confirm", $$"""{"email": "{{nasty}}"}""");
            await RefusedAsync(customer, HttpMethod.Post, drop.Reservations, $$"""{"variantId": "{{nasty}}"}""");
            if (nasty != "a\\nb")
                await RefusedAsync(shop.Operator, HttpMethod.Patch, drop.Path, $$"""{"description": "{{nasty}}"}""");
        }

        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Text_of_an_address_that_is_none_is_refused()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        foreach (var nasty in new[] { "%00", "a%00b", "%ff%fe", "%ed%a0%80", "%F0%9F%94%A5", "%E2%80%AE", "%0d%0a", "..%2f", "'--", "%25", "%25%30%30", new string('x', 2_000) })
        {
            foreach (var path in new[]
            {
                $"/api/v1/drops/{nasty}", $"/api/v1/drops/{nasty}/events", $"/api/v1/drops/{nasty}/challenge", $"{drop.Reservations}/{nasty}",
                $"/api/v1/me/purchases/{nasty}", $"/api/v1/drops/{nasty}/reservations/{nasty}", $"/problems/{nasty}", $"/api/v1/pictures/{nasty}",
            })
                await NoFaultAsync(customer, path);
            foreach (var path in new[]
            {
                $"/api/v1/drops?status={nasty}", $"/api/v1/drops?cursor={nasty}", $"/api/v1/drops?limit={nasty}", $"/api/v1/me/reservations?status={nasty}",
                $"/api/v1/me/reservations?cursor={nasty}", $"/api/v1/me/purchases?cursor={nasty}&limit={nasty}", $"{drop.Path}/movements?after={nasty}&limit={nasty}",
                $"{drop.Path}/holds?cursor={nasty}", $"{drop.Path}/board?x={nasty}", $"/api/v1/drops/{nasty}/purchases.csv", $"/api/v1/drops/{nasty}/verification",
                $"/api/v1/drops/{nasty}/movements", $"/api/v1/drops/{nasty}/report", $"/api/v1/drops/{nasty}/signals", $"/health/ready?x={nasty}",
            })
                await NoFaultAsync(shop.Operator, path);
        }
    }

    [Fact]
    public async Task Characters_are_counted_as_people_count_them()
    {
        var fire = string.Concat(Enumerable.Repeat("🔥", 200));
        var drop = await shop.CreateDropAsync(new { name = fire, description = fire });
        (await drop.ReadAsync()).Text("name").ShouldBe(fire);
        (await shop.Operator.PatchAsync(drop.Path, new { name = fire + "x" })).ShouldBe(400, "validation_failed");
    }

    private static async Task RefusedAsync(Visitor visitor, HttpMethod method, string path, string body)
    {
        var answer = await visitor.SendAsync(method, path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        ((int)answer.Status).ShouldBeInRange(400, 499, $"{method} {path} {body}: {answer.Body}");
    }

    private async Task NoFaultAsync(Visitor visitor, string path)
    {
        // Kestrel itself refuses a NUL in a path, without a body: only the status is the same everywhere.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Site.Address, path)) { Headers = { Authorization = new("Bearer", visitor.Token) } };
        using var answer = await shop.Site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        ((int)answer.StatusCode).ShouldBeLessThan(500, path);
    }
}
