using System.Collections.Immutable;
using System.CommandLine;
using Spectre.Console;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;

namespace Stampede.Rehearsal;

/// <summary>What the command line says: the scenario, and everything beside it.</summary>
internal sealed record RehearseOptions
{
    public required Scenario Scenario { get; init; }
    public string? Url { get; init; }
    public string? AllowRemote { get; init; }
    public string? IOwnThisTarget { get; init; }
    public string? OperatorEmail { get; init; }
    public string? OperatorPassword { get; init; }
    public string? Server { get; init; }
    public required string Out { get; init; }
    public bool FindLimit { get; init; }
    public int LimitMax { get; init; }
}

/// <summary>The command line: the settings of a scenario, and where it is played.</summary>
internal sealed class RehearseCommand
{
    public const string EmailVariable = "STAMPEDE_OPERATOR_EMAIL";
    public const string PasswordVariable = "STAMPEDE_OPERATOR_PASSWORD";

    private readonly ImmutableArray<(Setting Setting, Option<string?> Option)> settings =
    [
        .. ScenarioSettings.All.Select(setting => (setting, new Option<string?>(setting.Flag)
        {
            Description = $"{setting.Meaning}: {setting.Range} [default: {Default(setting)}]",
            HelpName = "value",
        })),
    ];

    private readonly Option<FileInfo?> scenarioFile = new("--scenario") { Description = "a JSON file of settings, by key; a flag wins over the file" };
    private readonly Option<string?> url = new("--url") { Description = "a running target; without it, a throw-away server is started" };
    private readonly Option<string?> allowRemote = new("--allow-remote") { Description = "the target's host, when it is not this machine" };
    private readonly Option<string?> iOwn = new("--i-own-this-target") { Description = "the same host again: you may send a crowd there" };
    private readonly Option<string?> email = new("--operator-email") { Description = $"the operator's sign-in at --url; or {EmailVariable}" };
    private readonly Option<string?> password = new("--operator-password") { Description = $"better given as {PasswordVariable}: a command line is seen by others" };
    private readonly Option<string?> server = new("--server") { Description = "Stampede.Server.dll to start, or its folder; without it, the one beside this tool, or a fresh build" };
    private readonly Option<string> output = new("--out") { Description = "folder for report.html and report.json", DefaultValueFactory = _ => Path.Combine("artifacts", "rehearsal") };
    private readonly Option<bool> findLimit = new("--find-limit") { Description = "search the largest crowd that is served within --latency-milliseconds" };
    private readonly Option<int> limitMax = new("--limit-max") { Description = $"the largest crowd that the search tries, 1 to {LimitSearch.CustomersMax}", DefaultValueFactory = _ => 100_000 };

    public RootCommand Make(Func<RehearseOptions, CancellationToken, Task<int>> rehearse)
    {
        var command = new RootCommand("Rehearses a drop: plays a crowd against a Stampede, measures, and audits that nothing was oversold.")
        {
            scenarioFile, url, allowRemote, iOwn, email, password, server, output, findLimit, limitMax,
        };
        foreach (var (_, option) in settings)
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => rehearse(Read(parsed), cancellation));
        return command;
    }

    /// <summary>Runs a command. A mistake that the user can mend is told in one red line, without a stack trace.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> InvokeAsync(RootCommand command, IReadOnlyList<string> args, IAnsiConsole console)
    {
        try
        {
            // Ctrl-C cancels. The servers that were started are stopped and their data removed before the process ends: that takes a moment.
            var patient = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
            return await command.Parse(args).InvokeAsync(patient);
        }
        catch (Exception refused) when (refused is SettingException or TargetException)
        {
            console.MarkupLineInterpolated($"[red]{refused.Message}[/]");
            return Rehearser.NotRehearsed;
        }
        catch (OperationCanceledException)
        {
            console.MarkupLine("[yellow]Stopped before the end: nothing was judged.[/]");
            return Rehearser.NotRehearsed;
        }
    }

    /// <summary>Every flag that is no setting of a scenario.</summary>
    public IEnumerable<Option> OwnOptions => [scenarioFile, url, allowRemote, iOwn, email, password, server, output, findLimit, limitMax];

    /// <exception cref="SettingException">A value is no such value, or a file does not exist.</exception>
    private RehearseOptions Read(ParseResult parsed)
    {
        var scenario = new Scenario();
        if (parsed.GetValue(scenarioFile) is { } file)
            scenario = file.Exists ? ScenarioSettings.Read(scenario, File.ReadAllText(file.FullName)) : throw new SettingException($"--scenario: there is no {file.FullName}.");
        foreach (var (setting, option) in settings)
        {
            if (parsed.GetValue(option) is { } text)
                scenario = setting.Set(scenario, text);
        }

        var max = parsed.GetValue(limitMax);
        if (max is < 1 or > LimitSearch.CustomersMax)
            throw new SettingException($"--limit-max is '{max}'; it takes 1 to {LimitSearch.CustomersMax}.");
        return new RehearseOptions
        {
            Scenario = ScenarioSettings.Check(scenario),
            Url = parsed.GetValue(url),
            AllowRemote = parsed.GetValue(allowRemote),
            IOwnThisTarget = parsed.GetValue(iOwn),
            OperatorEmail = parsed.GetValue(email) ?? Environment.GetEnvironmentVariable(EmailVariable),
            OperatorPassword = parsed.GetValue(password) ?? Environment.GetEnvironmentVariable(PasswordVariable),
            Server = parsed.GetValue(server),
            Out = parsed.GetValue(output)!,
            FindLimit = parsed.GetValue(findLimit),
            LimitMax = max,
        };
    }

    private static string Default(Setting setting) => setting.Get(new Scenario()) is { Length: > 0 } text ? text : "none";
}
