using Stampede.Rehearsal;
using Stampede.Rehearsal.Reports;

// An answer is read on the thread that the system calls when it arrives. A hop to the thread pool would cost as much as all else here,
// and this tool shares the machine with what it measures. .NET reads both variables once, before the first socket.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");

var console = TerminalReport.Console(width: 160);
var rehearser = new Rehearser(console, new TerminalProgress(console));
return await RehearseCommand.InvokeAsync(new RehearseCommand().Make(rehearser.RunAsync), args, console);
