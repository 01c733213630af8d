using Spectre.Console;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;

namespace Stampede.Rehearsal.Tests;

/// <summary>The whole tool, against the real server on a real PostgreSQL.</summary>
/// <remarks>One after the other with all in this process that start such servers: each looks for what this process left behind.</remarks>
[Collection("Throw-away servers")]
public sealed class RealRehearsalTests : IDisposable
{
    private static readonly Scenario Small = new()
    {
        Customers = 150,
        Watchers = 6,
        Stock = 20,
        HoldSeconds = 2,
        CountdownSeconds = 1,
        PollSeconds = 0.3,
        ArrivalSeconds = 0.5,
        ThinkSeconds = 0.3,
        RetrySeconds = 0.4,
        DurationSeconds = 30,
        // Judged is what is true, not how fast a busy machine of tests is.
        LatencyMilliseconds = 600_000,
    };

    /// <summary>
    /// A payment that is left at the bank's question keeps its hold for 30 seconds and a silent bank is silent for 20, so the short form has neither;
    /// <c>STAMPEDE_REHEARSAL_PAYING</c> says otherwise, such as {"payment": "required", "abandonedChallenges": 0.1, "slowProvider": 0.05}.
    /// </summary>
    private static readonly string Paying = Environment.GetEnvironmentVariable("STAMPEDE_REHEARSAL_PAYING")
        ?? """{"payment": "required", "watchers": 2, "declines": 0.2, "challenges": 0.2, "abandonedChallenges": 0, "slowProvider": 0}""";

    private readonly string output = Directory.CreateTempSubdirectory("rehearsal-test-").FullName;
    private readonly StringWriter said = new();

    [Theory]
    [InlineData("websocket")]
    [InlineData("sse")]
    public async Task A_small_rehearsal_passes_its_audit_and_leaves_nothing_behind(string watchBy)
    {
        var code = await RehearseAsync(new RehearseOptions
        {
            Scenario = ScenarioSettings.Read(Small, $$"""{"watchBy":"{{watchBy}}"}"""),
            Server = ServerFile(),
            Out = output,
        });

        code.ShouldBe(Rehearser.Passed, said.ToString());
        var report = ReportFiles.FromJson(File.ReadAllText(Path.Combine(output, "report.json")));
        report.Audit.Checks.ShouldAllBe(check => check.Count > 0 || check.What.Contains("return"));
        report.Totals.Granted.ShouldBeGreaterThanOrEqualTo(20);
        report.Live.Converged.ShouldBe(6);
        report.Live.Events.ShouldBeGreaterThan(0);
        report.Verdict.Served.ShouldBeTrue();
        if (ReportFiles.ToHtml(report) is { } page)
            File.ReadAllText(Path.Combine(output, "report.html")).ShouldBe(page);
        else
            said.ToString().ReplaceLineEndings(" ").ShouldContain("No report.html");
        Directory.GetDirectories(Path.GetTempPath(), $"{ThrowAwayServer.DirectoryPrefix}{Environment.ProcessId}-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crowd_that_pays_is_audited_to_the_cent()
    {
        var code = await RehearseAsync(new RehearseOptions
        {
            Scenario = ScenarioSettings.Read(Small, Paying),
            Server = ServerFile(),
            Out = output,
        });

        code.ShouldBe(Rehearser.Passed, said.ToString());
        var report = ReportFiles.FromJson(File.ReadAllText(Path.Combine(output, "report.json")));
        var money = report.Money.ShouldNotBeNull();
        money.Bought.ShouldBeGreaterThan(0);
        (money.CapturedMinor, money.AuthorizedMinor).ShouldBe((money.Bought * OperatorApi.PriceMinor, 0));
        money.Attempts.ShouldBeGreaterThanOrEqualTo(money.Bought + money.Declined + money.Abandoned);
        report.Holds.Purchased.ShouldBe(money.Bought);
        report.Audit.Checks.ShouldContain(check => check.What.Contains("provider") && check.Count > 0);
        said.ToString().ReplaceLineEndings(" ").ShouldContain("captured");
    }

    /// <summary>Who is not there keeps an offer waiting for 15 seconds at least, so here all are; <c>STAMPEDE_REHEARSAL_LINE</c> says otherwise, such as {"showShare": 0.8}.</summary>
    [Theory]
    [InlineData("queue", 0.9)]
    [InlineData("draw", 1)]
    public async Task A_crowd_in_a_line_is_served_in_its_order_and_many_accounts_buy_no_more_than_their_share(string line, double payShare)
    {
        var scenario = Small with { Watchers = 2, Customers = 60, ManyAccounts = 60, Stock = 40, CountdownSeconds = 8, ShowShare = 1, ClaimSeconds = 15, PayShare = payShare, CancelShare = 1 - payShare, DurationSeconds = 60 };
        var code = await RehearseAsync(new RehearseOptions
        {
            Scenario = ScenarioSettings.Read(ScenarioSettings.Read(scenario, $$"""{"line": "{{line}}"}"""), Environment.GetEnvironmentVariable("STAMPEDE_REHEARSAL_LINE") ?? "{}"),
            Server = ServerFile(),
            Out = output,
        });

        code.ShouldBe(Rehearser.Passed, said.ToString());
        var report = ReportFiles.FromJson(File.ReadAllText(Path.Combine(output, "report.json")));
        var served = report.Line.ShouldNotBeNull();
        (served.Mode, served.Bought).ShouldBe((line, 40), said.ToString());
        // A draw takes nobody after its beginning, and on a busy machine some come late.
        served.Joined.ShouldBeInRange(line == "draw" ? 60 : 120, 120, said.ToString());
        served.OffersMade.ShouldBe(served.Bought + served.OffersDeclined);
        served.OffersClaimed.ShouldBe(line == "queue" ? served.Bought : 0);
        served.SecondsToAll.ShouldNotBeNull();
        // By chance alone: half of the crowd are bots, and five standard deviations are 0.40.
        served.BotsShareOfBuyers.ShouldNotBeNull().ShouldBeInRange(0.1, 0.9);
        report.Audit.Checks.ShouldContain(check => check.What.Contains("places") && check.Count == served.Joined);
        said.ToString().ReplaceLineEndings(" ").ShouldContain($"joined a {line}");
    }

    [Fact]
    public async Task A_shop_that_takes_real_money_is_no_place_for_a_crowd_that_pays()
    {
        await using var shop = await ThrowAwayServer.StartAsync(ServerFile(), null, null, new Dictionary<string, string>(), TestContext.Current.CancellationToken);

        var refusal = await Should.ThrowAsync<TargetException>(() => RehearseAsync(new RehearseOptions
        {
            Scenario = ScenarioSettings.Read(Small, Paying),
            Url = shop.Address.GetLeftPart(UriPartial.Authority),
            OperatorEmail = ThrowAwayServer.OperatorEmail,
            OperatorPassword = shop.OperatorPassword,
            Out = output,
        }));

        refusal.Message.ShouldContain("'none'");
    }

    [Fact]
    public async Task A_shop_that_promises_what_it_does_not_have_fails_the_audit()
    {
        await using var shop = await ThrowAwayServer.StartAsync(ServerFile(), null, null, new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        await using var liar = await LyingShop.StartAsync(shop.Address);

        var code = await RehearseAsync(new RehearseOptions
        {
            Scenario = Small with { Watchers = 0 },
            Url = liar.Address,
            OperatorEmail = ThrowAwayServer.OperatorEmail,
            OperatorPassword = shop.OperatorPassword,
            Out = output,
        });

        liar.Lies.ShouldBeGreaterThan(0);
        code.ShouldBe(Rehearser.AuditFailed, said.ToString());
        var found = ReportFiles.FromJson(File.ReadAllText(Path.Combine(output, "report.json"))).Audit.Findings.Select(finding => finding.Code).ToArray();
        found.ShouldContain("oversold");
        found.ShouldContain("acknowledged_not_in_ledger");
    }

    [Fact]
    public async Task A_remote_target_is_refused_before_anything_is_sent()
    {
        var refusal = await Should.ThrowAsync<SettingException>(() => RehearseAsync(new RehearseOptions
        {
            Scenario = Small,
            Url = "http://shop.example",
            OperatorEmail = "operator@shop.example",
            OperatorPassword = "secret",
            Out = output,
        }));

        refusal.Message.ShouldContain("say so twice");
    }

    public void Dispose() => Directory.Delete(output, recursive: true);

    private Task<int> RehearseAsync(RehearseOptions options)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(said) });
        return new Rehearser(console, new TerminalProgress(console)).RunAsync(options, TestContext.Current.CancellationToken);
    }

    /// <summary>Built along with these tests, in the same configuration.</summary>
    internal static string ServerFile()
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
        return Path.Combine(Repository.Root, "src", "Stampede.Server", "bin", configuration, "net10.0", "Stampede.Server.dll");
    }
}
