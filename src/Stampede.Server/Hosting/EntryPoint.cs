using System.Runtime.CompilerServices;
using Npgsql;
using Stampede.EmbeddedPostgres;
using Stampede.Postgres;
using Stampede.Postgres.Migrations;

namespace Stampede.Server.Hosting;

/// <summary>The first and the last of the process: every fault ends in one line for whoever runs it, and an exit code.</summary>
internal static class EntryPoint
{
    public static Task<int> RunAsync(string[] args)
    {
        // Before anything else: each library that is loaded takes handles, and one that cannot be loaded ends the process with a dump.
        if (FileHandles.AreTooFew())
            return Task.FromResult(FileHandles.TellTooFew());
        return RunVerbAsync(args);
    }

    /// <summary>In a method of its own, so that its libraries are only loaded when it runs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> RunVerbAsync(string[] args)
    {
        try
        {
            return await Verbs.RunAsync(args);
        }
        catch (OperationCanceledException)
        {
            // Ended before it had begun.
            return 1;
        }
        catch (Exception wrong) when (
            wrong is SettingException or EmbeddedPostgresException or MigrationException or UnfitServerException or UsageException or StartException)
        {
            // What somebody can mend by what it says needs no stack.
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
        catch (NpgsqlException fault)
        {
            await Console.Error.WriteLineAsync($"The database cannot be used: {DatabaseFaults.Reason(fault)}");
            return 1;
        }
        catch (Exception fault)
        {
            // A line for who runs it; where it happened, for who mends it.
            var place = fault.StackTrace?.Split('\n')[0].Trim();
            await Console.Error.WriteLineAsync($"Stampede ended with a fault: {fault.GetType().Name}: {DatabaseFaults.Reason(fault)} ({place})");
            return 1;
        }
    }
}
