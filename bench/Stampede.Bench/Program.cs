using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;
using Stampede.Bench;
using Stampede.Bench.Bots;
using Stampede.Bench.Figures;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Targets;

// The rehearsal's Program.cs gives the reason: the load generator takes answers on the thread that the system calls.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");

if (args is ["bots", .. var ofBots])
    return await BotCommand.InvokeAsync(ofBots);

void Stop(PosixSignalContext signal)
{
    ThrowAwayServer.StopAllAsync().GetAwaiter().GetResult();
    Environment.Exit(130);
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
Figure[] all = [.. ClosedLoop.All, .. OpenLoop.All, .. Scale.All, .. Watching.All];
var names = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
if (names.FirstOrDefault(name => all.All(figure => figure.Name != name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no figure '{unknown}'. There are: {string.Join(' ', all.Select(figure => figure.Name))}");
    return 2;
}

string Value(string name, string otherwise) => args.LastOrDefault(arg => arg.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..] ?? otherwise;
double Number(string name, double otherwise) => double.Parse(Value(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
var quick = args.Contains("--quick");
var options = new BenchOptions(
    Path.GetFullPath(Value("server", "")), Value("before", "") is { Length: > 0 } before ? Path.GetFullPath(before) : "", Path.GetFullPath(Value("wrk", "")), Path.GetFullPath(Value("probe", "")),
    (int)Number("repeats", quick ? 1 : 3), Number("seconds", quick ? 3 : 8), Number("scale", quick ? 0.1 : 1),
    "Aa1!" + Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)));

var console = TerminalReport.Console(width: 170);
var bench = new Bench(options, line => console.MarkupLineInterpolated($"[grey]{line}[/]"));
var table = new Table { Border = TableBorder.Rounded };
table.AddColumns("figure", "goal", "median", "lowest to highest", "of", "");
var results = new List<object>();
var failed = false;
foreach (var figure in all.Where(figure => names.Length == 0 ? figure.Name != ClosedLoop.Before : names.Contains(figure.Name)))
{
    console.MarkupLineInterpolated($"[bold]{figure.Name}[/]");
    try
    {
        var measured = await figure.MeasureAsync(bench);
        foreach (var (goal, values) in figure.Goals.Zip(measured))
            Add(figure, goal, values);
    }
    catch (Exception fault) when (fault is not OutOfMemoryException)
    {
        failed = true;
        console.MarkupLineInterpolated($"[red]{fault.Message}[/]");
        results.Add(new { figure = figure.Name, failed = fault.Message });
        foreach (var goal in figure.Goals)
            table.AddRow(Markup.Escape(goal.What), Bound(goal), "failed", "", "", "[red]✗[/]");
    }
}

console.Write(table);
var report = new
{
    at = DateTimeOffset.UtcNow,
    machine = new { cores = Environment.ProcessorCount, system = RuntimeInformation.OSDescription, runtime = RuntimeInformation.FrameworkDescription },
    options = new { options.Repeats, options.Seconds, options.Scale, Bed.Connections },
    results,
};
var output = Path.GetFullPath(Value("out", "bench.json"));
Directory.CreateDirectory(Path.GetDirectoryName(output)!);
File.WriteAllText(output, JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
console.MarkupLineInterpolated($"[grey]Written: {output}[/]");
return failed ? 1 : 0;

void Add(Figure figure, Goal goal, Measured values)
{
    var met = goal.IsMet(values.Median);
    table.AddRow(
        Markup.Escape(goal.What), Bound(goal), Say(values.Median, goal), $"{Say(values.Values.Min(), goal)} to {Say(values.Values.Max(), goal)}",
        Markup.Escape(string.Join(", ", values.Details.Take(3).Select(detail => string.Create(CultureInfo.InvariantCulture, $"{detail.Key} {Measured.Middle(detail.Value):#,0.##}")))),
        met ? "[green]✓[/]" : "[yellow]below[/]");
    results.Add(new { figure = figure.Name, goal.What, goal.Unit, goal = Bound(goal), met, values.Median, values.Values, values.Details });
}

static string Bound(Goal goal) => goal.Bound is null ? "stated" : string.Create(CultureInfo.InvariantCulture, $"{(goal.AtLeast ? "≥" : "≤")} {goal.Bound} {(goal.Unit == "ratio" ? "" : goal.Unit)}").TrimEnd();

static string Say(double value, Goal goal) => goal.Unit == "ratio" ? value.ToString("0.00", CultureInfo.InvariantCulture) : value.ToString("#,0.0", CultureInfo.InvariantCulture) + " " + goal.Unit;
