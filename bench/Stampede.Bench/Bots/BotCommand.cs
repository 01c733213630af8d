using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Stampede.Rehearsal;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;

namespace Stampede.Bench.Bots;

/// <summary><c>bench bots</c>: plays the same drop once with each defence, each time on a new throw-away server.</summary>
internal sealed class BotCommand(IAnsiConsole console, IProgressView view)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <returns>The process's exit code.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args)
    {
        var console = TerminalReport.Console(width: 170);
        return await RehearseCommand.InvokeAsync(new BotCommand(console, new TerminalProgress(console)).Make(), args, console);
    }

    public RootCommand Make()
    {
        var usual = new BotScenario();
        var people = Whole("--people", "customers who press as people do", usual.People);
        var bots = Whole("--bots", "accounts of one bot operator", usual.Bots);
        var stock = Whole("--stock", "units of the drop", usual.Stock);
        var seconds = Whole("--seconds", "how long they press after the opening", usual.Seconds);
        var pay = Number("--bots-pay", "share of the bots' holds that are paid for; the rest lapse", usual.BotsPay);
        var confirmed = Number("--bots-confirmed", "share of the bots' accounts with a confirmed e-mail", usual.BotsConfirmed);
        var hashes = Number("--bot-hashes-per-second", "of all the bots' computers together", usual.BotHashesPerSecond);
        var bits = Whole("--proof-bits", "difficulty of the proof of work", usual.ProofBits);
        var seed = Whole("--seed", "makes the same crowd again", usual.Seed);
        var server = new Option<string?>("--server") { Description = "Stampede.Server.dll to start, or its folder" };
        var output = new Option<string>("--out") { Description = "folder for bots.json", DefaultValueFactory = _ => "artifacts" };
        var command = new RootCommand("Plays bots against people, once with each defence, and states the bots' share.")
        {
            people, bots, stock, seconds, pay, confirmed, hashes, bits, seed, server, output,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new BotScenario
            {
                People = In(parsed, people, 1, 10_000),
                Bots = In(parsed, bots, 1, 10_000),
                Stock = In(parsed, stock, 1, 100_000),
                Seconds = In(parsed, seconds, 5, 600),
                BotsPay = In(parsed, pay, 0, 1),
                BotsConfirmed = In(parsed, confirmed, 0, 1),
                BotHashesPerSecond = In(parsed, hashes, 1_000, 1e12),
                ProofBits = In(parsed, bits, BotScenario.RealProofBits, 28),
                Seed = In(parsed, seed, 0, int.MaxValue),
            },
            Defence.All,
            parsed.GetValue(server),
            parsed.GetValue(output)!,
            cancellation));
        return command;
    }

    /// <returns>The process's exit code.</returns>
    public async Task<int> RunAsync(BotScenario scenario, IEnumerable<Defence> defences, string? server, string output, CancellationToken cancellation)
    {
        var file = await ServerFiles.FindAsync(server, view.Tell, cancellation);
        var outcomes = new List<BotOutcome>();
        foreach (var defence in defences)
        {
            view.Tell($"{scenario.Bots} bots against {scenario.People} people; defence: {defence.Name}");
            await using var target = await ThrowAwayServer.StartAsync(file, null, null, BotScenario.SettingsFor(defence), cancellation);
            using var shop = new OperatorApi(target.Address);
            await shop.SignInAsync(ThrowAwayServer.OperatorEmail, target.OperatorPassword, cancellation);
            using var run = new BotsAgainstPeople(scenario, target.Address);
            outcomes.Add(await run.PlayAsync(shop, defence, cancellation));
        }

        console.Write(TableOf(outcomes));
        Directory.CreateDirectory(output);
        var path = Path.Combine(output, "bots.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new { scenario, outcomes }, Indented), cancellation);
        console.MarkupLineInterpolated($"[grey]Written: {path}[/]");
        return outcomes.TrueForAll(outcome => outcome.Consistent) ? Rehearser.Passed : Rehearser.AuditFailed;
    }

    private static Table TableOf(IEnumerable<BotOutcome> outcomes)
    {
        var table = new Table().AddColumns(
            "defence", "bots' share sold", "bots' share of hold time", "people bought", "bots bought", "unsold", "bots' holds", "in the first 2 s, bots / people", "refusals");
        foreach (var outcome in outcomes)
        {
            table.AddRow(
                outcome.Defence.Name,
                Percent(outcome.BotsShareSold),
                Percent(outcome.BotsShareHeld),
                Count(outcome.People.Bought),
                Count(outcome.Bots.Bought),
                Count(outcome.Unsold),
                Count(outcome.Bots.Holds),
                $"{Count(outcome.Bots.FirstTwoSeconds)} / {Count(outcome.People.FirstTwoSeconds)}",
                string.Join(", ", outcome.Refused.Select(refusal => $"{refusal.Key} {Count(refusal.Value)}")));
        }

        return table;
    }

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static Option<int> Whole(string name, string meaning, int otherwise) => new(name) { Description = meaning, DefaultValueFactory = _ => otherwise };

    private static Option<double> Number(string name, string meaning, double otherwise) => new(name) { Description = meaning, DefaultValueFactory = _ => otherwise };

    /// <exception cref="SettingException">It is out of range.</exception>
    private static T In<T>(ParseResult parsed, Option<T> option, T min, T max)
        where T : struct, IComparable<T>
    {
        var value = parsed.GetValue(option);
        return value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0
            ? value
            : throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is '{value}'; it takes {min} to {max}."));
    }
}
