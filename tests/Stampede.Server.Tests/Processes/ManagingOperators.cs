using System.Net;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>The verbs that list, make and dismiss operators, beside servers that run.</summary>
public sealed class ManagingOperators
{
    private const string Email = "second@example.com";
    private const string Password = "second operator's own";

    [Fact]
    public async Task Who_is_dismissed_is_signed_out_on_every_node_within_two_seconds()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        await using var one = await HostedShop.StartAsync(database.ConnectionString);
        await using var two = await HostedShop.StartAsync(database.ConnectionString);

        var added = await RunAsync(settings, "operators", "add", Email);
        added.ExitCode.ShouldBe(0, added.Error);
        var password = added.Output.Split("password ")[1].Split(' ')[0];
        var (first, second) = (await SignInAsync(one.Shop, Email, password), await SignInAsync(two.Shop, Email, password));
        // On both nodes at once, though neither can have read of them yet.
        (await first.GetAsync("/api/v1/operations/health")).ShouldBeOk();
        (await new Visitor(two.Shop.Site, first.Token).GetAsync("/api/v1/operations/health")).ShouldBeOk();
        var listed = await RunAsync(settings, "operators", "list");
        listed.Output.ShouldContain(Email);
        listed.Output.ShouldContain(ServerUnderTest.OperatorEmail);

        (await RunAsync(settings, "operators", "remove", Email)).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(0, run.Error), run => run.Output.ShouldContain(Email));
        foreach (var visitor in new[] { first, second, new Visitor(two.Shop.Site, first.Token) })
        {
            await Until.TrueAsync(async () => (await visitor.GetAsync("/api/v1/operations/health")).Status == HttpStatusCode.Unauthorized);
            (await visitor.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        }

        (await RunAsync(settings, "operators", "list")).Output.ShouldNotContain(Email);
        // They are a customer now, with the same password.
        var customer = await SignInAsync(one.Shop, Email, password);
        (await customer.GetAsync("/api/v1/operations/health")).ShouldBe(403, "forbidden");
        (await one.Shop.Operator.GetAsync("/api/v1/operations/health")).ShouldBeOk();
    }

    [Fact]
    public async Task A_customer_becomes_an_operator_and_keeps_a_password_only_of_a_confirmed_account()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        await using var hosted = await HostedShop.StartAsync(database.ConnectionString);
        var (confirmed, anybodys) = ("confirmed@example.com", "anybodys@example.com");
        foreach (var email in new[] { confirmed, anybodys })
            (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = Password, displayName = "Somebody" })).ShouldBeOk();
        (await hosted.Shop.Operator.PostAsync("/api/v1/operations/accounts/confirm", new { email = confirmed })).ShouldBeOk();

        (await RunAsync(settings, "operators", "add", "Confirmed@Example.com")).Output.ShouldNotContain("shown this once");
        (await (await SignInAsync(hosted.Shop, confirmed, Password)).GetAsync("/api/v1/operations/health")).ShouldBeOk();

        // Whoever registered it may not be who reads its letters.
        var added = await RunAsync(settings, "operators", "add", anybodys);
        added.Output.ShouldContain("shown this once");
        (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email = anybodys, password = Password })).ShouldBe(401, "invalid_credentials");

        (await RunAsync(settings, "operators", "add", anybodys)).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(0), run => run.Output.ShouldContain("already"));
    }

    [Fact]
    public async Task The_last_operator_stays_unless_it_is_insisted_on()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        (await RunAsync(settings, "operators", "list")).Output.ShouldEndWith("There is no operator.");
        (await RunAsync(settings, "operators", "add", Email)).ExitCode.ShouldBe(0);
        var kept = await RunAsync(settings, "operators", "remove", Email);
        kept.ExitCode.ShouldBe(1);
        kept.ErrorLines.Length.ShouldBe(1, kept.Error);
        kept.Error.ShouldContain("--force");
        (await RunAsync(settings, "operators", "list")).Output.ShouldContain(Email);
        (await RunAsync(settings, "operators", "remove", Email, "--force")).ExitCode.ShouldBe(0);
        var none = await RunAsync(settings, "operators", "remove", Email);
        (none.ExitCode, none.ErrorLines.Length).ShouldBe((1, 1));
    }

    [Fact]
    public async Task The_last_owner_stays_and_a_lost_second_factor_is_taken_away()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        await using var hosted = await HostedShop.StartAsync(database.ConnectionString);
        (await RunAsync(settings, "operators", "add", Email, "--role=support")).Output.ShouldContain("support");
        (await RunAsync(settings, "operators", "list")).Output.ShouldContain("support");
        var kept = await RunAsync(settings, "operators", "remove", ServerUnderTest.OperatorEmail);
        (kept.ExitCode, kept.ErrorLines.Length).ShouldBe((1, 1), kept.Error);

        await using (var enrol = database.DataSource.CreateCommand("insert into one_time_codes (account_id, secret_protected, since) select id, 'x', now() from account where role = 'owner'"))
            await enrol.ExecuteNonQueryAsync();
        (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email = ServerUnderTest.OperatorEmail, password = ServerUnderTest.OperatorPassword }))
            .ShouldBe(401, "second_factor_required");
        var reset = await RunAsync(settings, "operators", "reset-factor", ServerUnderTest.OperatorEmail);
        reset.ExitCode.ShouldBe(0, reset.Error);
        await Until.TrueAsync(async () => (await hosted.Shop.Operator.GetAsync("/api/v1/people")).Status == HttpStatusCode.Unauthorized);
        (await (await SignInAsync(hosted.Shop, ServerUnderTest.OperatorEmail, ServerUnderTest.OperatorPassword)).GetAsync("/api/v1/people")).ShouldBeOk();
    }

    [Theory]
    [InlineData("operators")]
    [InlineData("operators", "reset-factor")]
    [InlineData("operators", "add", Email, "--role=king")]
    [InlineData("operators", "add")]
    [InlineData("operators", "dismiss", Email)]
    [InlineData("operators", "add", "no e-mail")]
    [InlineData("operators", "list", Email)]
    public async Task What_is_not_understood_is_told_in_a_line(params string[] args)
    {
        var run = await RunAsync(ServerProcess.On("Host=127.0.0.1;Port=1;Username=nobody"), args);
        (run.ExitCode, run.ErrorLines.Length).ShouldBe((1, 1), run.Error);
    }

    [Fact]
    public async Task Beside_a_server_with_a_PostgreSQL_of_its_own_they_work_too()
    {
        await using var folder = new DataFolder();
        var settings = ServerProcess.In(folder.Path);
        var (server, address) = await ServerProcess.StartAsync(settings);
        await using var _ = server;
        using var shop = new Shop(address);
        await shop.SignInOperatorAsync();
        (await RunAsync(settings, "operators", "add", Email)).ExitCode.ShouldBe(0);
        (await RunAsync(settings, "operators", "list")).Output.Split('\n').Length.ShouldBe(2);
        (await RunAsync(settings, "operators", "remove", ServerUnderTest.OperatorEmail)).Output.ShouldContain("Stampede__Operator__Email");
        await Until.TrueAsync(async () => (await shop.Operator.GetAsync("/api/v1/operations/health")).Status == HttpStatusCode.Unauthorized);
    }

    private static Task<Run> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] args) => ServerProcess.RunAsync(settings, args);

    private static async Task<Visitor> SignInAsync(Shop shop, string email, string password) =>
        new(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password })).Text("accessToken"));
}
