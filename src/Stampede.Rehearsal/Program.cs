using Spectre.Console;
using Stampede.Rehearsal;
using Stampede.Rehearsal.Bots;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;

// Answers are taken on the thread that the system tells of them: a hop to the thread pool would cost this tool as much
// as all the rest, and it shares the machine with what it measures. Read once, before the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");

var console = Console.IsOutputRedirected
    ? AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No })
    : AnsiConsole.Console;
if (Console.IsOutputRedirected)
    console.Profile.Width = 160;
var command = new RehearseCommand().Make(async (options, cancellation) =>
    await new Rehearser(console, new TerminalProgress(console)).RunAsync(options, cancellation));
command.Subcommands.Add(new BotCommand(console, new TerminalProgress(console)).Make());
try
{
    // Ctrl-C cancels, and what was started is stopped and removed before the process ends: that may take a moment.
    var running = new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
    return await command.Parse(args).InvokeAsync(running);
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
