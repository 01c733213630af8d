using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Console;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Migrations;
using Stampede.Postgres.Payments;
using Stampede.Postgres.Proofs;
using Stampede.Proof;
using Stampede.Server.Accounts;
using Stampede.Server.Operations;
using Stampede.Server.Proofs;
using Stampede.Server.Reservations;

namespace Stampede.Server.Hosting;

/// <summary>The program cannot start as it was called, or in this environment. The message is one line for the operator.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);

internal sealed class UsageException(string message) : Exception(message);

/// <summary>What the program can be told to do. Exit code 0: done; 1: it could not be, or an invariant is broken.</summary>
internal static partial class Verbs
{
    private const string Usage = """
        Stampede: limited-edition drops that never oversell.

          dotnet Stampede.Server.dll [VERB] [--Setting=value ...]

          serve     listens for customers (the default); brings the schema up to date first
          migrate   brings the schema up to date
          seed      puts demo drops into an empty database
          verify    recomputes all books; lists what disagrees, and then ends with 1
          payments [--since=TIME] [--heal]
                    holds the payment provider's books against ours, from a time on (default: the last seven days); lists what differs,
                    and then ends with 1; --heal has each sold or given back, once
          operators list
                    lists who runs drops
          operators add EMAIL [--role=viewer|support|operator|owner] [--password-stdin]
                    lets somebody run the shop, as an owner if no role is named; the password is generated and printed once, or read from the input
          operators remove EMAIL [--force]
                    takes the right away and ends their sessions; from the last owner only with --force
          operators reset-factor EMAIL
                    takes a lost second factor away, and ends their sessions
          verify-proof FILE [--receipt=FILE] [--key=FINGERPRINT]
                    verifies a drop's proof file, or a receipt, without database and network; lists what is wrong, and then ends with 1
          proof-keys list
                    lists the keys that proofs are signed with
          proof-keys rotate
                    from now on another key signs
          probe [live|ready]
                    asks the server of this machine how it is (default: ready); ends with 1 where it says no, or says nothing within five seconds
          settings  lists every setting with its default, range and meaning

        Settings come from the environment, appsettings.json or the command line.
        """;

    private static readonly string[] TellersOfFailedStarts = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    public static async Task<int> RunAsync(string[] args)
    {
        var verb = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "serve";
        var rest = args.Length > 0 && args[0] == verb ? args[1..] : args;
        if (rest.Contains("--help") || rest.Contains("-h"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        ConnectionPools.ForgetEnvironment();
        return verb switch
        {
            "serve" => await ServeAsync(rest),
            "migrate" => await OnceAsync(rest, MigrateAsync),
            "seed" => await OnceAsync(rest, SeedAsync),
            "verify" => await OnceAsync(rest, VerifyAsync),
            "payments" => await PaymentsAsync(rest),
            "operators" => await OperatorsAsync(rest),
            "verify-proof" => ProofVerbs.Verify(rest, Console.Out),
            "proof-keys" => await ProofKeysAsync(rest),
            "probe" => await ProbeAsync(rest),
            "settings" => await ListSettingsAsync(),
            _ => throw new UsageException($"'{verb}' is no verb of Stampede.{Environment.NewLine}{Environment.NewLine}{Usage}"),
        };
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        var (settings, logs) = Read(args);
        using var _ = logs;
        FileHandles.Check(settings);
        using var stop = new StopSignals();
        await using var storage = await Storage.OpenAsync(settings, logs, besideServer: false, stop.Requested);
        FirstOperator? firstOperator = null;
        WebApplication? started = null;
        try
        {
            started = await StartupRetries.RunAsync(
                async () =>
                {
                    await storage.MigrateAsync(new Migrator(logs.CreateLogger<Migrator>()), stop.Requested);
                    // A host that failed to start cannot be started again.
                    var builder = Configure(args);
                    // What stops the start is told below, in a line; the framework would tell it with its stack, some of it twice.
                    foreach (var teller in TellersOfFailedStarts)
                        builder.Logging.AddFilter(teller, level => started is not null && level >= LogLevel.Warning);
                    var app = Program.Build(builder, settings, storage);
                    try
                    {
                        firstOperator = await Program.PrepareAsync(app, settings, stop.Requested) ?? firstOperator;
                        await app.ListenAsync(stop.Requested);
                        return app;
                    }
                    catch
                    {
                        await app.DisposeAsync();
                        throw;
                    }
                },
                storage.ConnectionString, logs.CreateLogger<Storage>(), stop.Requested);
        }
        finally
        {
            if (started is null)
                StartupBanner.PrintUnheard(firstOperator);
        }

        await using var app = started;
        StartupBanner.Print(app, storage, firstOperator);
        using var asked = stop.Requested.Register(app.Lifetime.StopApplication);
        using var askedAgain = stop.Hurried.Register(app.Services.GetRequiredService<Operations.Draining>().Hurry);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<int> OnceAsync(string[] args, Func<StampedeSettings, Storage, ILoggerFactory, CancellationToken, Task<int>> run)
    {
        var (settings, logs) = Read(args);
        using var _ = logs;
        using var stop = new StopSignals();
        await using var storage = await Storage.OpenAsync(settings, logs, besideServer: true, stop.Requested);
        return await StartupRetries.RunAsync(
            () => run(settings, storage, logs, stop.Requested), storage.ConnectionString, logs.CreateLogger<Storage>(), stop.Requested);
    }

    /// <summary>Where settings come from, the same for every verb.</summary>
    private static WebApplicationBuilder Configure(string[] args)
    {
        try
        {
            return WebApplication.CreateBuilder(new WebApplicationOptions
            {
                // Settings are read once. To watch their files takes what a container may have none of.
                Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
                ContentRootPath = AppContext.BaseDirectory,
            });
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The settings cannot be read: {DatabaseFaults.Reason(unreadable)}", unreadable);
        }
    }

    private static (StampedeSettings Settings, ILoggerFactory Logs) Read(string[] args)
    {
        var configuration = Configure(args).Configuration;
        var settings = StampedeSettings.Load(configuration, args);
        var logs = EarlyLogs(configuration);
        var log = logs.CreateLogger<StampedeSettings>();
        foreach (var line in settings.Unknown)
            log.UnknownSetting(line);
        return (settings, logs);
    }

    private static async Task<int> MigrateAsync(StampedeSettings settings, Storage storage, ILoggerFactory logs, CancellationToken cancellation)
    {
        var applied = await storage.MigrateAsync(new Migrator(logs.CreateLogger<Migrator>()), cancellation);
        Console.WriteLine(applied == 0 ? "The schema is up to date." : string.Create(CultureInfo.InvariantCulture, $"{applied} migrations applied."));
        return 0;
    }

    private static async Task<int> SeedAsync(StampedeSettings settings, Storage storage, ILoggerFactory logs, CancellationToken cancellation)
    {
        await storage.MigrateAsync(new Migrator(logs.CreateLogger<Migrator>()), cancellation);
        var seeded = await DemoDrops.SeedAsync(new DropWrites(storage.Pools.Reads), storage.Pools.Reads, settings, cancellation);
        Console.WriteLine(seeded == 0
            ? "There are drops already: nothing was seeded."
            : string.Create(CultureInfo.InvariantCulture, $"{seeded} demo drops seeded."));
        return 0;
    }

    private static async Task<int> PaymentsAsync(string[] args)
    {
        var since = DateTimeOffset.UtcNow.AddDays(-7);
        if (Array.Find(args, arg => arg.StartsWith("--since=", StringComparison.Ordinal)) is { } given
            && !DateTimeOffset.TryParse(given["--since=".Length..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
            throw new UsageException($"'{given}' names no time. For example: --since=2030-01-31T10:00:00Z");
        var heals = args.Contains("--heal");
        return await OnceAsync([.. args.Where(arg => arg != "--heal" && !arg.StartsWith("--since=", StringComparison.Ordinal))], async (settings, storage, _, cancellation) =>
        {
            if (settings.Payments.Provider == PaymentSettings.None)
                throw new UsageException("This shop takes no payment: Stampede__Payments__Provider is none.");
            var audit = new PaymentAudit(new PaymentRows(storage.Pools.Reads), PaymentEndpoints.ProviderOf(settings.Payments, storage.Pools, TimeProvider.System));
            var findings = await audit.FindAsync(since, cancellation);
            foreach (var finding in findings)
                Console.WriteLine(finding);
            if (findings.Count == 0)
                Console.WriteLine("The provider's books and ours agree.");
            if (heals)
            {
                var healed = await audit.HealAsync(findings, cancellation);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{healed} of {findings.Count} findings are sold or given back: just now, or by the server that runs."));
            }

            return findings.Count == 0 ? 0 : 1;
        });
    }

    private static async Task<int> VerifyAsync(StampedeSettings settings, Storage storage, ILoggerFactory logs, CancellationToken cancellation)
    {
        if (!await new Migrator(logs.CreateLogger<Migrator>()).IsCurrentAsync(storage.Pools.Reads, cancellation))
            throw new MigrationException("The schema is not this version's. Run `migrate` first.");
        var findings = await new Verification(storage.Pools.Reads).VerifyAllAsync(cancellation);
        foreach (var finding in findings)
            Console.WriteLine($"{finding.DropId} {finding.Invariant}: {finding.Detail}");
        Console.WriteLine(findings.Count == 0 ? "The books balance." : string.Create(CultureInfo.InvariantCulture, $"{findings.Count} findings."));
        return findings.Count == 0 ? 0 : 1;
    }

    private static async Task<int> ProbeAsync(string[] args)
    {
        var question = args.FirstOrDefault(arg => !arg.StartsWith('-')) ?? "ready";
        if (question is not ("live" or "ready"))
            throw new UsageException("probe [live|ready]");
        var answer = await Probe.AskAsync(Probe.AddressOf(Configure([.. args.Except([question])]).Configuration), question);
        await (answer.IsYes ? Console.Out : Console.Error).WriteLineAsync(answer.Words);
        return answer.IsYes ? 0 : 1;
    }

    private static async Task<int> ListSettingsAsync()
    {
        await Console.Out.WriteAsync(SettingsPage.Write());
        return 0;
    }

    private static async Task<int> OperatorsAsync(string[] args)
    {
        var (command, rest) = OperatorsCommand.Parse(args);
        return await OnceAsync(rest, async (settings, storage, logs, cancellation) =>
        {
            await storage.MigrateAsync(new Migrator(logs.CreateLogger<Migrator>()), cancellation);
            return await new OperatorVerbs(storage.Pools.Reads, settings, Console.In, Console.Out).RunAsync(command, cancellation);
        });
    }

    private static async Task<int> ProofKeysAsync(string[] args)
    {
        if (args is not ["list" or "rotate", ..])
            throw new UsageException("proof-keys list|rotate");
        return await OnceAsync(args[1..], async (settings, storage, logs, cancellation) =>
        {
            await storage.MigrateAsync(new Migrator(logs.CreateLogger<Migrator>()), cancellation);
            await using var services = new ServiceCollection().AddSingleton(storage.Pools.Reads).AddSharedKeys(settings).BuildServiceProvider();
            using var keys = new ProofKeys(new ProofKeyRows(storage.Pools.Reads), services.GetRequiredService<IDataProtectionProvider>(), settings);
            if (args[0] == "rotate")
                await keys.RotateAsync(cancellation);
            foreach (var (key, _) in await keys.ListAsync(cancellation))
                Console.WriteLine($"{key.Public.Fingerprint} {key.Public.Base64} {key.Shop} from {CanonicalTime.Text(key.From)}{(key.Until is { } until ? $" until {CanonicalTime.Text(until)}" : "")}");
            return 0;
        });
    }

    [LoggerMessage(1, LogLevel.Warning, "{Line}")]
    private static partial void UnknownSetting(this ILogger log, string line);

    /// <summary>For what happens before there is a host, in the host's own form.</summary>
    private static ILoggerFactory EarlyLogs(IConfiguration configuration) => LoggerFactory.Create(logging => logging
        .AddConfiguration(configuration.GetSection("Logging"))
        .AddSimpleConsole(options => options.ColorBehavior = LoggerColorBehavior.Default));
}
