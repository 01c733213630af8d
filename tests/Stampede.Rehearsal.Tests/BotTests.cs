using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Stampede.Bench.Bots;
using Stampede.Rehearsal.Reports;

namespace Stampede.Rehearsal.Tests;

[Collection("Throw-away servers")]
public sealed class BotTests : IDisposable
{
    private readonly string output = Directory.CreateTempSubdirectory("bots-test-").FullName;

    [Fact]
    public void A_proof_has_the_zero_bits_that_were_asked_for()
    {
        var proof = Solver.Solve("challenge", "key", 12);
        proof.ShouldStartWith("challenge:");
        var work = new byte[40];
        SHA256.HashData(Encoding.UTF8.GetBytes("challenge:key"), work);
        BinaryPrimitives.WriteUInt64BigEndian(work.AsSpan(32), ulong.Parse(proof.AsSpan(10), System.Globalization.CultureInfo.InvariantCulture));
        BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(work))).ShouldBeGreaterThanOrEqualTo(12);
    }

    [Fact]
    public void Work_is_done_one_piece_after_the_other_and_takes_its_time()
    {
        var hall = new Workshop(hashesPerSecond: 1024, bits: 10, from: -10, new Random(1));
        var done = Enumerable.Range(0, 1_000).Select(_ => hall.TakeTurnAhead()).ToArray();
        done.ShouldBe(done.Order());
        (done[^1] + 10).ShouldBeInRange(900, 1_100, "a thousand pieces of a second each");
        done[0].ShouldBeGreaterThan(-10);
        hall.TakeTurn(now: 5_000).ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public void Each_defence_switches_on_its_own_settings_and_all_switches_on_every_one()
    {
        var settings = Defence.All.ToDictionary(defence => defence.Name, BotScenario.SettingsFor);
        settings["none"].ShouldBeEmpty();
        settings["cooldown"].Keys.ShouldAllBe(name => name.StartsWith("Stampede__Reservations__Cooldown", StringComparison.Ordinal));
        settings["proof of work"].Keys.ShouldAllBe(name => name.StartsWith("Stampede__Reservations__Proof", StringComparison.Ordinal));
        settings["confirmed accounts"].Keys.ShouldBe(["Stampede__Reservations__RequireConfirmedAccount"]);
        settings["all"].ShouldBe(settings["cooldown"].Concat(settings["proof of work"]).Concat(settings["confirmed accounts"]), ignoreOrder: true);
        settings["cooldown"].Count.ShouldBe(3);
        settings["proof of work"].Count.ShouldBe(2);
    }

    [Fact]
    public async Task Defences_are_met_on_a_real_server_where_they_are_on_and_nowhere_else()
    {
        using var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(said) });
        // Few bots are confirmed, and for them there is stock enough: they take, leave and take again, and then wait.
        var scenario = new BotScenario { People = 40, Bots = 40, Stock = 10, Seconds = 8, HoldSeconds = 1, BotsConfirmed = 0.25, ProofBits = 18, HeadStartSeconds = 1 };
        Defence[] defences = [Defence.All[0], Defence.All[^1]];

        var code = await new BotCommand(console, new TerminalProgress(console)).RunAsync(
            scenario, defences, RealRehearsalTests.ServerFile(), output, TestContext.Current.CancellationToken);

        code.ShouldBe(Rehearser.Passed, said.ToString());
        var outcomes = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(output, "bots.json"), TestContext.Current.CancellationToken)).GetProperty("outcomes").EnumerateArray()
            .ToDictionary(outcome => outcome.GetProperty("defence").GetProperty("name").GetString()!);
        outcomes.Keys.ShouldBe(["none", "all"]);
        Refused("none").ShouldNotContain("wait_to_reserve");
        Refused("none").ShouldNotContain("confirmation_required");
        Refused("all").ShouldContain("wait_to_reserve");
        Refused("all").ShouldContain("confirmation_required");
        Holds("all").ShouldBeInRange(1, Holds("none") - 1, "proofs are accepted, and a wait keeps bots off");

        string Refused(string defence) => outcomes[defence].GetProperty("refused").ToString();
        int Holds(string defence) => outcomes[defence].GetProperty("bots").GetProperty("holds").GetInt32();
    }

    public void Dispose() => Directory.Delete(output, recursive: true);
}
