using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>The real server, web app included, as a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string OperatorEmail = "operator@example.com";
    public const string OperatorPassword = "operator's own password";

    private const string Welcome = "Stampede is open at ";
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly string data;

    private ServerProcess(Process process, string data, Uri address) => (this.process, this.data, Address) = (process, data, address);

    public Uri Address { get; }

    /// <param name="address">Port 0: a free one.</param>
    /// <param name="settings">Beside the usual ones.</param>
    public static async Task<ServerProcess> StartAsync(TestDatabase database, Uri address, IReadOnlyDictionary<string, string> settings)
    {
        var file = FileOf("ServerFile");
        var data = TemporaryFolder.Make("stampede-browser-");
        var start = new ProcessStartInfo("dotnet", [file])
        {
            WorkingDirectory = Path.GetDirectoryName(file),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ConnectionStrings__Stampede"] = database.ConnectionString,
                ["Stampede__DataDirectory"] = data,
                ["Stampede__Operator__Email"] = OperatorEmail,
                ["Stampede__Operator__Password"] = OperatorPassword,
                ["Stampede__Demo"] = "false",
                ["Stampede__RateLimits__Enabled"] = "false", // Every customer here has the same address.
                ["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority),
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        var said = new ConcurrentQueue<string>();
        var open = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            said.Enqueue(line.Data);
            if (line.Data.StartsWith(Welcome, StringComparison.Ordinal))
                open.TrySetResult(new Uri(line.Data[Welcome.Length..]));
        }

        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => open.TrySetException(new InvalidOperationException($"The server ended: {string.Join('\n', said)}"));
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new ServerProcess(process, data, await open.Task.WaitAsync(StartMax));
        }
        catch
        {
            await new ServerProcess(process, data, address).DisposeAsync();
            throw;
        }
    }

    /// <summary>Killed, with no word to anybody: the hardest way to lose a server.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(data, recursive: true);
    }

    /// <summary>A file that the build has named.</summary>
    public static string FileOf(string name) => typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
}
