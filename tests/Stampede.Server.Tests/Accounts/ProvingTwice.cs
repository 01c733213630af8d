using System.Text;
using OtpNet;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Accounts;

/// <summary>Codes of an app and recovery codes, from the first to the last.</summary>
public sealed class ProvingTwice(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string Password = "a colleague's own";
    private const string Complete = "/api/v1/accounts/sign-in/second-factor";

    private readonly Shop shop = shared.Shop;

    /// <summary>RFC 6238, appendix B, of which six digits are asked for here.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard_and_good_for_a_step_before_and_after(long seconds, string code)
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        var (at, step) = (DateTimeOffset.FromUnixTimeSeconds(seconds), seconds / 30);
        foreach (var shift in new[] { -30, 0, 30 })
            OneTimeCodes.StepOf(secret, code, at.AddSeconds(shift)).ShouldBe(step);
        foreach (var shift in new[] { -60, 60 }.Where(shift => seconds + shift >= 0))
            OneTimeCodes.StepOf(secret, code, at.AddSeconds(shift)).ShouldBeNull();
        OneTimeCodes.StepOf(secret, code[..^1], at).ShouldBeNull();
        OneTimeCodes.StepOf(secret, $"{code}0", at).ShouldBeNull();
    }

    [Fact]
    public async Task A_sign_in_asks_for_a_code_and_takes_each_once()
    {
        var (email, me) = await MemberAsync();
        var elsewhere = await SignInAsync(email);
        (await me.PostAsync("/api/v1/me/second-factor/codes")).ShouldBe(403, "reauthentication_required");
        (await me.PostAsync("/api/v1/me/reauthentication", new { password = "guessed" })).ShouldBe(401, "invalid_credentials");
        var proof = await ProveAsync(me);
        // Of another session it is worth nothing.
        (await SendAsync(elsewhere, HttpMethod.Post, "/api/v1/me/second-factor/codes", proof)).ShouldBe(403, "reauthentication_required");

        var setup = (await SendAsync(me, HttpMethod.Post, "/api/v1/me/second-factor/codes", proof)).ShouldBeOk().Json;
        setup.Text("uri").ShouldContain($"secret={setup.Text("secret")}");
        setup["dots"]!.AsArray().ShouldAllBe(row => row!.GetValue<string>().Length == setup["dots"]!.AsArray().Count);
        var app = new App(setup.Text("secret"));
        (await SendAsync(me, HttpMethod.Post, "/api/v1/me/second-factor/codes/confirm", proof, new { code = "000000" })).ShouldBe(401, "second_factor_invalid");
        // Not before it is confirmed.
        await SignInAsync(email);
        var (code, step) = app.Code();
        var recovery = (await SendAsync(me, HttpMethod.Post, "/api/v1/me/second-factor/codes/confirm", proof, new { code })).ShouldBeOk().Json["recoveryCodes"]!.AsArray()
            .Select(one => one!.GetValue<string>()).ToArray();
        recovery.Distinct().Count().ShouldBe(10);
        (await elsewhere.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        (await me.GetAsync("/api/v1/me")).ShouldBeOk();

        // The code that confirmed it was used; the next one is good once.
        var ticket = await TicketAsync(email);
        (await shop.Anybody.PostAsync(Complete, new { ticket, code })).ShouldBe(401, "second_factor_invalid");
        var next = app.Code(step + 1).Code;
        var token = (await shop.Anybody.PostAsync(Complete, new { ticket, code = $"{next[..3]} {next[3..]}" })).Text("accessToken");
        (await new Visitor(shop.Site, token).GetAsync("/api/v1/me")).ShouldBeOk();
        (await shop.Anybody.PostAsync(Complete, new { ticket = await TicketAsync(email), code = next })).ShouldBe(401, "second_factor_invalid");

        // Recovery codes, once each and however they are typed; and a ticket begins one session.
        ticket = await TicketAsync(email);
        (await shop.Anybody.PostAsync(Complete, new { ticket, recoveryCode = recovery[0].Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant() })).ShouldBeOk();
        (await shop.Anybody.PostAsync(Complete, new { ticket, recoveryCode = recovery[1] })).ShouldBe(401, "sign_in_expired");
        (await shop.Anybody.PostAsync(Complete, new { ticket = await TicketAsync(email), recoveryCode = recovery[0] })).ShouldBe(401, "second_factor_invalid");
        (await shop.Anybody.PostAsync(Complete, new { ticket = ticket[..^2], recoveryCode = recovery[2] })).ShouldBe(401, "sign_in_expired");
        (await shop.Anybody.PostAsync(Complete, new { ticket })).ShouldBe(400, "validation_failed");
        (await me.GetAsync("/api/v1/me/second-factor")).ShouldBeOk().Json.Number("recoveryCodesLeft").ShouldBe(8);

        // New ones take the place of the old; without the app a password is enough again.
        (await SendAsync(me, HttpMethod.Post, "/api/v1/me/second-factor/recovery-codes", proof)).ShouldBeOk();
        (await shop.Anybody.PostAsync(Complete, new { ticket = await TicketAsync(email), recoveryCode = recovery[2] })).ShouldBe(401, "second_factor_invalid");
        (await SendAsync(me, HttpMethod.Delete, "/api/v1/me/second-factor/codes", proof)).ShouldBeOk();
        await SignInAsync(email);
        (await shared.Hosted.CountAsync("select count(*) from recovery_code c join account a on a.id = c.account_id where a.email = '" + email + "'")).ShouldBe(0);
        (await SendAsync(me, HttpMethod.Post, "/api/v1/me/second-factor/recovery-codes", proof)).ShouldBe(404, "not_found");
    }

    [Fact]
    public async Task Guesses_are_counted_by_the_account_however_many_come_at_once()
    {
        var (email, me) = await MemberAsync();
        var proof = await ProveAsync(me);
        var app = new App((await SendAsync(me, HttpMethod.Post, "/api/v1/me/second-factor/codes", proof)).Text("secret"));
        var (code, step) = app.Code();
        (await SendAsync(me, HttpMethod.Post, "/api/v1/me/second-factor/codes/confirm", proof, new { code })).ShouldBeOk();
        var ticket = await TicketAsync(email);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => shop.Anybody.PostAsync(Complete, new { ticket, code = $"{(i * 7919) % 1_000_000:000000}" })));
        answers.Count(answer => (int)answer.Status == 401).ShouldBe(SecondFactorRows.FailuresMax);
        answers.Where(answer => (int)answer.Status != 401).ShouldAllBe(answer => (int)answer.Status == 429);
        (await shop.Anybody.PostAsync(Complete, new { ticket, code = app.Code(step + 1).Code })).ShouldBe(429, "locked_out");
    }

    [Fact]
    public async Task Where_the_shop_wants_one_nobody_runs_it_without()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:Operator:RequireSecondFactor"] = "true" });
        var owner = hosted.Shop.Operator;
        (await owner.GetAsync("/api/v1/people")).ShouldBe(403, "second_factor_setup_required");
        var me = (await owner.GetAsync("/api/v1/me")).ShouldBeOk().Json;
        (me["role"], me["lacksSecondFactor"]!.GetValue<bool>(), me["roles"]!.ToJsonString()).ShouldBe((null, true, """["customer"]"""));
        (await owner.GetAsync("/api/v1/me/second-factor")).ShouldBeOk().Json["needed"]!.GetValue<bool>().ShouldBeTrue();
        var proof = (await owner.PostAsync("/api/v1/me/reauthentication", new { password = ServerUnderTest.OperatorPassword })).Text("token");
        var app = new App((await SendAsync(owner, HttpMethod.Post, "/api/v1/me/second-factor/codes", proof)).Text("secret"));
        (await SendAsync(owner, HttpMethod.Post, "/api/v1/me/second-factor/codes/confirm", proof, new { code = app.Code().Code })).ShouldBeOk();
        var people = (await owner.GetAsync("/api/v1/people")).ShouldBeOk().Json;
        (people["rules"]!["requireSecondFactor"]!.GetValue<bool>(), people["rules"]!["requiredBySetting"]!.GetValue<bool>(), people.Items().Single()["hasSecondFactor"]!.GetValue<bool>())
            .ShouldBe((true, true, true));
        (await hosted.CountAsync("select count(*) from history where what = 'ConfirmCodes'")).ShouldBe(1);
    }

    private async Task<(string Email, Visitor Visitor)> MemberAsync()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = Password, displayName = ServerUnderTest.AnyName() })).ShouldBeOk();
        return (email, await SignInAsync(email));
    }

    private async Task<Visitor> SignInAsync(string email) =>
        new(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = Password })).Text("accessToken"));

    private async Task<string> TicketAsync(string email)
    {
        var asked = (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = Password })).ShouldBe(401, "second_factor_required");
        asked["methods"]!.AsArray().Select(method => method!.GetValue<string>()).ShouldContain("code");
        return asked.Text("ticket");
    }

    private static async Task<string> ProveAsync(Visitor who) => (await who.PostAsync("/api/v1/me/reauthentication", new { password = Password })).Text("token");

    private static Task<ServerUnderTest.Answer> SendAsync(Visitor who, HttpMethod method, string path, string proof, object? body = null) =>
        who.SendAsync(method, path, body is null ? null : System.Net.Http.Json.JsonContent.Create(body), ("Stampede-Reauthentication", proof));

    /// <summary>What somebody has on their phone.</summary>
    private sealed class App(string secret)
    {
        private readonly Totp totp = new(Base32Encoding.ToBytes(secret));

        public (string Code, long Step) Code(long? step = null)
        {
            var at = step ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30;
            return (totp.ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(at * 30).UtcDateTime), at);
        }
    }
}
