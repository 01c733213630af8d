using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Accounts;

public sealed class Guests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Guest = "/api/v1/accounts/guest";

    private readonly ServerUnderTest server = shared.Server;

    private static async Task<string> IdAsync(ServerUnderTest.Client caller, ServerUnderTest.Answer signedIn)
    {
        caller.Token = signedIn.Text("accessToken");
        return (await caller.GetAsync("/api/v1/me")).Text("id");
    }

    [Fact]
    public async Task A_display_name_is_enough_to_be_somebody()
    {
        var name = ServerUnderTest.AnyName();
        using var guest = await server.GuestAsync(name);
        var me = (await guest.GetAsync("/api/v1/me")).ShouldBeOk();
        me.Text("displayName").ShouldBe(name);
        me.Json.AsObject().ContainsKey("email").ShouldBeFalse();
        me.Json["roles"]!.ToJsonString().ShouldBe("""["customer"]""");
    }

    [Fact]
    public async Task The_same_name_from_the_same_device_is_the_same_guest()
    {
        var name = ServerUnderTest.AnyName();
        using var browser = server.Browser();
        var first = (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = name })).Text("id");
        var again = await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = name.ToUpperInvariant() });
        again.Text("id").ShouldBe(first);
        again.Text("displayName").ShouldBe(name.ToUpperInvariant());
        again.Header("Set-Cookie")!.ShouldContain("path=/api/v1/accounts; samesite=lax; httponly");
    }

    [Fact]
    public async Task Two_people_may_have_the_same_name_and_are_two_guests()
    {
        var name = ServerUnderTest.AnyName();
        using var curl = server.Curl();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => curl.PostAsync(Guest, new { displayName = name })));
        var ids = new HashSet<string>();
        foreach (var answer in answers)
        {
            using var guest = server.Curl();
            ids.Add(await IdAsync(guest, answer));
        }

        ids.Count.ShouldBe(50);
    }

    [Fact]
    public async Task Another_name_on_the_same_device_is_another_guest_and_the_first_one_is_still_there()
    {
        var name = ServerUnderTest.AnyName();
        using var browser = server.Browser();
        var first = (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = name })).Text("id");
        var second = (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = ServerUnderTest.AnyName() })).Text("id");
        second.ShouldNotBe(first);
        (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = name })).Text("id").ShouldBe(first);
    }

    [Fact]
    public async Task A_guest_of_the_version_before_is_known_again_on_their_device()
    {
        var name = ServerUnderTest.AnyName();
        using var browser = server.Browser();
        var id = (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = name })).Text("id");
        // As they were kept: by the name alone, which was unique.
        await using var old = server.Database.DataSource.CreateCommand("update account set guest_key = sha256(convert_to(lower(display_name), 'UTF8')) where id = $1");
        old.Parameters.AddWithValue(Guid.Parse(id));
        (await old.ExecuteNonQueryAsync()).ShouldBe(1);
        (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = name })).Text("id").ShouldBe(id);
        using var elsewhere = server.Browser();
        (await elsewhere.PostAsync($"{Guest}?useCookies=true", new { displayName = name })).Text("id").ShouldNotBe(id);
    }

    [Fact]
    public async Task A_session_of_the_guest_opens_their_name_without_the_device()
    {
        var name = ServerUnderTest.AnyName();
        using var guest = await server.GuestAsync(name);
        var id = (await guest.GetAsync("/api/v1/me")).Text("id");
        var again = await guest.PostAsync(Guest, new { displayName = name });
        (await IdAsync(guest, again)).ShouldBe(id);

        using var stranger = await server.GuestAsync();
        (await IdAsync(stranger, await stranger.PostAsync(Guest, new { displayName = name }))).ShouldNotBe(id);
    }

    [Fact]
    public async Task Fifty_sign_ins_at_once_from_one_device_are_one_guest()
    {
        var name = ServerUnderTest.AnyName();
        using var browser = server.Browser();
        (await browser.PostAsync(Guest, new { displayName = ServerUnderTest.AnyName() })).ShouldBeOk(); // Now it has a device.
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
            (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = name })).Text("id")));
        ids.Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    [InlineData("a\nb")]
    [InlineData("\u202eevil")]
    [InlineData("\u200b\u200d")]
    [InlineData("\u3164")]
    public async Task A_name_that_cannot_be_shown_is_refused(string? name)
    {
        using var curl = server.Curl();
        var answer = await curl.PostAsync(Guest, new { displayName = name });
        answer.ShouldBe(400, "validation_failed")["errors"]!["displayName"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_name()
    {
        using var curl = server.Curl();
        // By hand: the client's serializer would replace it.
        var content = new StringContent("""{"displayName":"a\ud800"}""", null, "application/json");
        (await curl.SendAsync(HttpMethod.Post, Guest, content)).ShouldBe(400, "validation_failed");
    }

    [Theory]
    [InlineData("x", 40, true)]
    [InlineData("x", 41, false)]
    [InlineData("ﷺ", 40, true)] // Eighteen letters each, once normalised.
    [InlineData("👟", 40, true)]
    [InlineData("👟", 41, false)]
    [InlineData("👨‍👩‍👧‍👦", 20, true)] // One character as people count, seven code points.
    [InlineData("👨‍👩‍👧‍👦", 23, false)] // All the same, there is an end to it.
    public async Task A_name_has_up_to_forty_characters_as_people_count_them(string character, int count, bool fits)
    {
        using var curl = server.Curl();
        var answer = await curl.PostAsync(Guest, new { displayName = string.Concat(Enumerable.Repeat(character, count)) });
        if (fits)
            answer.ShouldBeOk();
        else
            answer.ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task A_shop_can_do_without_guests()
    {
        await using var members = await ServerUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:GuestSignIn"] = "false" });
        using var curl = members.Curl();
        (await curl.PostAsync(Guest, new { displayName = "x" })).ShouldBe(403, "forbidden")["detail"]!.GetValue<string>().ShouldContain("guests");
    }

    [Fact]
    public async Task A_rehearsal_gets_its_customers_only_where_rehearsals_are_allowed_and_only_for_an_operator()
    {
        const string Path = "/api/v1/rehearsal/customers";
        using var refused = await server.OperatorAsync();
        (await refused.PostAsync(Path, new { count = 1, prefix = "crowd" })).ShouldBe(404, "not_found");

        await using var rehearsing = await ServerUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:Rehearsals"] = "true" });
        using var guest = await rehearsing.GuestAsync("crowd-0001");
        (await guest.PostAsync(Path, new { count = 1, prefix = "crowd" })).ShouldBe(403, "forbidden");
        using var director = await rehearsing.OperatorAsync();
        (await director.PostAsync(Path, new { count = 10_001, prefix = "crowd" })).ShouldBe(400, "validation_failed");
        var made = (await director.PostAsync(Path, new { count = 1_000, prefix = "crowd" })).ShouldBeOk().Json["items"]!.AsArray();
        var again = (await director.PostAsync(Path, new { count = 1_000, prefix = "crowd" })).ShouldBeOk().Json["items"]!.AsArray();
        made.Select(item => item!["id"]!.GetValue<string>()).Distinct().Count().ShouldBe(1_000);
        again.Select(item => item!["id"]!.GetValue<string>()).ShouldBe(made.Select(item => item!["id"]!.GetValue<string>()));

        using var customer = rehearsing.Curl();
        customer.Token = made[0]!["accessToken"]!.GetValue<string>();
        var me = await customer.GetAsync("/api/v1/me");
        me.Text("displayName").ShouldBe("crowd-0001");
        me.Text("id").ShouldNotBe((await guest.GetAsync("/api/v1/me")).Text("id")); // The real guest of that name is somebody else.
    }
}
