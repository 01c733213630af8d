using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Stampede.Rehearsal.Targets;

/// <summary>Starts a server on an empty database of its own, and removes both afterwards.</summary>
internal sealed partial class ThrowAwayServer : IAsyncDisposable
{
    /// <summary>Name of its directory in the folder for temporary files. The number of this process follows.</summary>
    public const string DirectoryPrefix = "stampede-rehearsal-";

    public const string OperatorEmail = "operator@rehearsal.invalid";

    private const int SignalTerminate = 15;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(40);

    private static readonly ConcurrentDictionary<ThrowAwayServer, bool> Running = new();

    private readonly Process process;
    private readonly string data;
    private readonly bool ownsData;
    private readonly LastLines said;
    private int stopped;

    private ThrowAwayServer(Process process, Uri address, string password, string data, bool ownsData, LastLines said) =>
        (this.process, Address, OperatorPassword, this.data, this.ownsData, this.said) = (process, address, password, data, ownsData, said);

    public Uri Address { get; }

    public string OperatorPassword { get; }

    public string DataDirectory => data;

    public int ProcessId => process.Id;

    /// <summary>From the start of the process until it said that it is ready.</summary>
    public TimeSpan StartTime { get; private init; }

    /// <summary>The end of what it printed.</summary>
    public string Said => said.ToString();

    /// <param name="data">Null: an empty directory of its own, removed at the end.</param>
    /// <param name="settings">More environment variables than a rehearsal needs.</param>
    public static async Task<ThrowAwayServer> StartAsync(
        string serverFile, string? data, string? password, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        var directory = data ?? MakeDirectory();
        password ??= "Aa1!" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var start = new ProcessStartInfo("dotnet", [serverFile])
        {
            WorkingDirectory = Path.GetDirectoryName(serverFile),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in settings.Concat(Settings(address, directory, password)).DistinctBy(setting => setting.Key))
            start.Environment[name] = value;
        // These are for this process's sockets. The server must run as it does anywhere.
        foreach (var own in (string[])["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"])
            start.Environment.Remove(own);

        var startedAt = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new TargetException("The server did not start.");
        var said = new LastLines();
        process.OutputDataReceived += (_, line) => said.Add(line.Data);
        process.ErrorDataReceived += (_, line) => said.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await WaitUntilReadyAsync(process, address, said, cancellation);
        }
        catch
        {
            await new ThrowAwayServer(process, address, password, directory, data is null, said).DisposeAsync();
            throw;
        }

        var server = new ThrowAwayServer(process, address, password, directory, data is null, said) { StartTime = Stopwatch.GetElapsedTime(startedAt) };
        Running[server] = true;
        return server;
    }

    /// <summary>For a program that is ended in the middle of its work.</summary>
    public static async Task StopAllAsync()
    {
        foreach (var server in Running.Keys)
            await server.DisposeAsync();
    }

    /// <summary>Asks the server to stop, so that it stops its PostgreSQL too. Kills it when it does not stop in time.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0)
            return;
        Running.TryRemove(this, out _);
        if (!process.HasExited)
        {
            // Windows has no such signal for a process without a window.
            if (OperatingSystem.IsWindows() || Kill(process.Id, SignalTerminate) != 0)
                process.Kill(entireProcessTree: true);
            using var patience = new CancellationTokenSource(StopMax);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        StopOrphanedPostgres();
        process.Dispose();
        if (ownsData)
            Remove();
    }

    /// <summary>Others may pass through this directory but not list it: when we are root, PostgreSQL runs under another account.</summary>
    private static string MakeDirectory()
    {
        var directory = Directory.CreateTempSubdirectory($"{DirectoryPrefix}{Environment.ProcessId}-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return directory;
    }

    /// <summary>For a crowd that pays. Who walks away from their bank's question keeps stock for no longer than a server can be told.</summary>
    public static Dictionary<string, string> TakesTestCards => new()
    {
        ["Stampede__Payments__Provider"] = "test",
        ["Stampede__Payments__PaySeconds"] = "30",
    };

    private static Dictionary<string, string> Settings(Uri address, string data, string password) => new()
    {
        ["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority),
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ConnectionStrings__Stampede"] = "",
        ["Stampede__DataDirectory"] = data,
        ["Stampede__Operator__Email"] = OperatorEmail,
        ["Stampede__Operator__Password"] = password,
        ["Stampede__Rehearsals"] = "true",
        ["Stampede__RateLimits__Enabled"] = "false",
        ["Stampede__Demo"] = "false",
        ["Logging__LogLevel__Default"] = "Warning",
    };

    private static async Task WaitUntilReadyAsync(Process process, Uri address, LastLines said, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
        var startedAt = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(startedAt) < StartMax)
        {
            if (process.HasExited)
                throw new TargetException($"The server stopped at once, with code {process.ExitCode}:\n{said}");
            try
            {
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation);
                if (ready.IsSuccessStatusCode)
                    return;
            }
            catch (Exception early) when (early is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                // Not listening yet.
            }

            await Task.Delay(20, cancellation);
        }

        throw new TargetException($"The server is not ready after {StartMax.TotalSeconds} s:\n{said}");
    }

    /// <summary>A server that was killed leaves its PostgreSQL running. It runs in our directory, so we stop it.</summary>
    private void StopOrphanedPostgres()
    {
        if (!ownsData || OperatingSystem.IsWindows() || !Directory.Exists(data))
            return;
        foreach (var file in Directory.EnumerateFiles(data, "postmaster.pid", SearchOption.AllDirectories))
        {
            if (int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid))
                _ = Kill(pid, SignalTerminate);
        }
    }

    private void Remove()
    {
        // A PostgreSQL that is just ending may still write a file between the listing and the removal.
        for (var tries = 0; tries < 20 && Directory.Exists(data); tries++)
        {
            try
            {
                Directory.Delete(data, recursive: true);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}

/// <summary>The end of what a process printed. Safe for concurrent use.</summary>
internal sealed class LastLines
{
    private const int LinesMax = 60;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesMax)
                lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (gate)
            return string.Join('\n', lines);
    }
}
