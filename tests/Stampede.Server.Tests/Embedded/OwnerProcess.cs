using System.Diagnostics;
using System.Globalization;
using Stampede.Testing;

namespace Stampede.Server.Tests.Embedded;

/// <summary>Another process that owns a data directory, and can be killed.</summary>
internal sealed class OwnerProcess : IDisposable
{
    private readonly Process process;

    private OwnerProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static OwnerProcess Begin(string dataDirectory) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Stampede.PostgresOwner.dll"), dataDirectory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);

    /// <summary>Waits until PostgreSQL runs.</summary>
    /// <returns>The id of PostgreSQL's main process.</returns>
    public async Task<int> RunsAsync()
    {
        var said = await process.StandardOutput.ReadLineAsync().WaitAsync(DataFolder.Patience);
        said.ShouldNotBeNull().ShouldStartWith("running ");
        return int.Parse(said.AsSpan("running ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Ends as by a power cut: nothing of it runs on to clean up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(DataFolder.Patience);
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }
}
