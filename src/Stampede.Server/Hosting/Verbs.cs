using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Console;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Migrations;
using Stampede.Server.Settings;

namespace Stampede.Server.Hosting;

internal sealed class UsageException(string message) : Exception(message);

/// <summary>What the program can be told to do. Exit code 0: done; 1: it could not be, or an invariant is broken.</summary>
internal static class Verbs
{
    private const string Usage = """
        Stampede: limited-edition drops that never oversell.

          dotnet Stampede.Server.dll [VERB] [--Setting=value ...]

          serve     listens for customers (the default); brings the schema up to date first
          migrate   brings the schema up to date
          seed      puts demo drops into an empty database
          verify    recomputes all books; lists what disagrees, and then ends with 1

        Settings come from the environment, appsettings.json or the command line; docs/operations.md lists them.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var verb = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "serve";
        var rest = args.Length > 0 && args[0] == verb ? args[1..] : args;
        if (rest.Contains("--help") || rest.Contains("-h"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        return verb switch
        {
            "serve" => await ServeAsync(rest),
            "migrate" => await OnceAsync(rest, MigrateAsync),
            "seed" => await OnceAsync(rest, SeedAsync),
            "verify" => await OnceAsync(rest, VerifyAsync),
            _ => throw new UsageException($"'{verb}' is no verb of Stampede.{Environment.NewLine}{Environment.NewLine}{Usage}"),
        };
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = StampedeSettings.Load(builder.Configuration);
        using var logs = EarlyLogs(builder.Configuration);
        // Until the host listens for it, an end that is asked for must still stop what was started.
        using var ending = new CancellationTokenSource();
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ending.Cancel();
        }

        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await using var storage = await Storage.OpenAsync(settings, logs, besideServer: false, ending.Token);
        await new Migrator(logs.CreateLogger<Migrator>()).MigrateAsync(storage.Databases.Reads, ending.Token);
        await using var app = StampedeApp.Build(builder, settings, storage);
        var firstOperator = await StampedeApp.PrepareAsync(app, settings);
        await app.StartAsync(ending.Token);
        Welcome.Print(app, storage, firstOperator);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<int> OnceAsync(string[] args, Func<StampedeSettings, Storage, ILoggerFactory, Task<int>> run)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables().AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args).Build();
        var settings = StampedeSettings.Load(configuration);
        using var logs = EarlyLogs(configuration);
        await using var storage = await Storage.OpenAsync(settings, logs, besideServer: true, CancellationToken.None);
        return await run(settings, storage, logs);
    }

    private static async Task<int> MigrateAsync(StampedeSettings settings, Storage storage, ILoggerFactory logs)
    {
        var applied = await new Migrator(logs.CreateLogger<Migrator>()).MigrateAsync(storage.Databases.Reads);
        Console.WriteLine(applied == 0 ? "The schema is up to date." : string.Create(CultureInfo.InvariantCulture, $"{applied} migrations applied."));
        return 0;
    }

    private static async Task<int> SeedAsync(StampedeSettings settings, Storage storage, ILoggerFactory logs)
    {
        await new Migrator(logs.CreateLogger<Migrator>()).MigrateAsync(storage.Databases.Reads);
        var seeded = await DemoDrops.SeedAsync(new DropWrites(storage.Databases.Reads), storage.Databases.Reads, CancellationToken.None);
        Console.WriteLine(seeded == 0
            ? "There are drops already: nothing was seeded."
            : string.Create(CultureInfo.InvariantCulture, $"{seeded} demo drops seeded."));
        return 0;
    }

    private static async Task<int> VerifyAsync(StampedeSettings settings, Storage storage, ILoggerFactory logs)
    {
        if (!await new Migrator(logs.CreateLogger<Migrator>()).IsCurrentAsync(storage.Databases.Reads))
            throw new MigrationException("The schema is not this version's. Run `migrate` first.");
        var findings = await new Verification(storage.Databases.Reads).VerifyAllAsync(CancellationToken.None);
        foreach (var finding in findings)
            Console.WriteLine($"{finding.DropId} {finding.Invariant}: {finding.Detail}");
        Console.WriteLine(findings.Count == 0 ? "The books balance." : string.Create(CultureInfo.InvariantCulture, $"{findings.Count} findings."));
        return findings.Count == 0 ? 0 : 1;
    }

    /// <summary>For what happens before there is a host, in the host's own form.</summary>
    private static ILoggerFactory EarlyLogs(IConfiguration configuration) => LoggerFactory.Create(logging => logging
        .AddConfiguration(configuration.GetSection("Logging"))
        .AddSimpleConsole(options => options.ColorBehavior = LoggerColorBehavior.Default));
}
