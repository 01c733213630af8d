using System.Diagnostics;
using Stampede.Postgres;

namespace Stampede.EmbeddedPostgres;

/// <summary>What a finished program said. <see cref="Output"/> is its standard output and error, in that order.</summary>
internal readonly record struct CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

internal static class Command
{
    /// <summary>Runs a program to its end; a cancelled wait ends the program too.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static async Task<CommandResult> RunAsync(IReadOnlyList<string> line, string? input, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The folder we stand in may be closed to the account that PostgreSQL runs as.
            WorkingDirectory = "/",
        };
        // PGPORT, PGDATA and the like of the operator's shell are about some other PostgreSQL.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellation);
            return new(process.ExitCode, (await output + await error).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>As <see cref="RunAsync"/>, where an absent program counts as a failure like any other.</summary>
    public static async Task<CommandResult> TryRunAsync(IReadOnlyList<string> line, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(line, null, cancellation);
        }
        catch (System.ComponentModel.Win32Exception e) when (!DatabaseFaults.IsOutOfHandles(e))
        {
            return new(127, e.Message);
        }
    }
}
