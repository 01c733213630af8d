using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Stampede.Testing;

/// <summary>What a program said and how it ended.</summary>
public sealed record Run(int ExitCode, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>The server as it is built, in a process of its own that can be killed.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    public const string OperatorEmail = "operator@example.com";
    public const string OperatorPassword = "operator's own password";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly Process guard;
    private readonly Channel<string> said = Channel.CreateUnbounded<string>();
    private readonly Task<string> output;
    private readonly Task<string> error;

    private ServerProcess(Process process)
    {
        this.process = process;
        guard = Guard(process.Id);
        output = ReadAsync(process.StandardOutput, said.Writer);
        error = ReadAsync(process.StandardError, heard: null);
    }

    public int Id => process.Id;

    /// <summary>Settings, as environment variables name them, for a server on this database and any free port.</summary>
    public static Dictionary<string, string> On(string connectionString) => new(Anywhere) { ["ConnectionStrings__Stampede"] = connectionString };

    /// <summary>The same with an embedded PostgreSQL in this data directory.</summary>
    public static Dictionary<string, string> In(string dataDirectory) => new(Anywhere) { ["Stampede__DataDirectory"] = dataDirectory };

    private static Dictionary<string, string> Anywhere => new()
    {
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["Stampede__Operator__Email"] = OperatorEmail,
        ["Stampede__Operator__Password"] = OperatorPassword,
        ["Stampede__RateLimits__Enabled"] = "false",
    };

    public static ServerProcess Begin(IReadOnlyDictionary<string, string> settings, params string[] args) => Begin(settings, [], args);

    /// <param name="through">A command that runs another one, and that in its own process: <c>ip netns exec …</c>, for one.</param>
    public static ServerProcess Begin(IReadOnlyDictionary<string, string> settings, IReadOnlyList<string> through, params string[] args)
    {
        string[] line = [.. through, "dotnet", Built(), .. args];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var inherited in start.Environment.Keys.Where(name => OfServer().IsMatch(name)).ToList())
            start.Environment.Remove(inherited);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>A server that listens, and where.</summary>
    public static async Task<(ServerProcess Server, Uri Address)> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var server = Begin(settings);
        return (server, await server.ListensAsync());
    }

    /// <summary>A verb, to its end.</summary>
    public static async Task<Run> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] args)
    {
        await using var server = Begin(settings, args);
        return await server.EndsAsync();
    }

    public async Task<Uri> ListensAsync()
    {
        using var bounded = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in said.Reader.ReadAllAsync(bounded.Token))
            {
                if (Address().Match(line) is { Success: true } at)
                    return new Uri(at.Groups["address"].Value);
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        await KillAsync();
        throw new InvalidOperationException($"The server does not listen. It said: {await output}{await error}");
    }

    /// <returns>False: it has ended without having said so. What it says before is not heard again.</returns>
    public async Task<bool> SaysAsync(string text)
    {
        await foreach (var line in said.Reader.ReadAllAsync())
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    public async Task<Run> EndsAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new Run(process.ExitCode, await output, await error);
    }

    /// <summary>As by a power cut.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>As a supervisor asks a program to end.</summary>
    public async Task<Run> TerminateAsync()
    {
        await SignalAsync("TERM", Id);
        return await EndsAsync();
    }

    public static async Task SignalAsync(string signal, params IEnumerable<int> processes)
    {
        var numbers = string.Join(' ', processes.Select(id => id.ToString(CultureInfo.InvariantCulture)));
        using var shell = Process.Start("/bin/sh", ["-c", $"kill -{signal} {numbers}"]);
        await shell.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        guard.Kill();
        guard.Dispose();
    }

    /// <summary>
    /// Waits at a pipe that nobody writes to: where the tests' own process ends without having cleared up, the kernel
    /// closes it, and the server ends too.
    /// </summary>
    private static Process Guard(int id) => Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", $"trap '' INT TERM HUP; read -r _; kill -KILL {id.ToString(CultureInfo.InvariantCulture)} 2>/dev/null"]) { RedirectStandardInput = true })!;

    private static async Task<string> ReadAsync(StreamReader from, ChannelWriter<string>? heard)
    {
        var all = new List<string>();
        while (await from.ReadLineAsync() is { } line)
        {
            all.Add(line);
            heard?.TryWrite(line);
        }

        heard?.TryComplete();
        return string.Join('\n', all);
    }

    /// <summary>The server's own build output, with all that belongs to it: tests/X/bin/CONFIGURATION/FRAMEWORK lies as deep as src/X/bin/….</summary>
    public static string Folder => Path.GetDirectoryName(Built())!;

    private static string Built()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = here.Parent!.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, "src", "Stampede.Server", "bin", here.Parent.Name, here.Name, "Stampede.Server.dll");
    }

    [GeneratedRegex("^Stampede is open at (?<address>https?://[^ ]+)")]
    private static partial Regex Address();

    [GeneratedRegex("^(ASPNETCORE_|Stampede__|ConnectionStrings__|OTEL_)")]
    private static partial Regex OfServer();
}
