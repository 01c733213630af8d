using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Stampede.Rehearsal.Bots;
using Stampede.Rehearsal.Reports;

namespace Stampede.Rehearsal.Tests;

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
    public async Task Every_defence_is_played_against_a_real_server_and_the_shares_are_written_down()
    {
        using var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(said) });
        var scenario = new BotScenario { People = 40, Bots = 40, Stock = 10, Seconds = 6, HoldSeconds = 1, BotsConfirmed = 0.05 };

        var code = await new BotCommand(console, new TerminalProgress(console)).RunAsync(scenario, RealRehearsalTests.ServerFile(), output, TestContext.Current.CancellationToken);

        code.ShouldBe(Rehearser.Passed, said.ToString());
        var outcomes = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(output, "bots.json"), TestContext.Current.CancellationToken)).GetProperty("outcomes").EnumerateArray()
            .ToDictionary(outcome => outcome.GetProperty("defence").GetProperty("name").GetString()!);
        outcomes.Keys.ShouldBe(Defence.All.Select(defence => defence.Name));
        Refused("none").ShouldNotContain("wait_to_reserve");
        Refused("none").ShouldNotContain("confirmation_required");
        Refused("cooldown").ShouldContain("wait_to_reserve");
        Refused("confirmed accounts").ShouldContain("confirmation_required");
        Holds("confirmed accounts").ShouldBeLessThan(Holds("none"));
        Holds("proof of work").ShouldBeGreaterThan(0);

        string Refused(string defence) => outcomes[defence].GetProperty("refused").ToString();
        int Holds(string defence) => outcomes[defence].GetProperty("bots").GetProperty("holds").GetInt32();
    }

    public void Dispose() => Directory.Delete(output, recursive: true);
}
