using Npgsql;
using Stampede.Postgres.Embedded;
using Stampede.Postgres.Migrations;
using Stampede.Server.Hosting;
using Stampede.Server.Settings;

try
{
    return await Verbs.RunAsync(args);
}
catch (OperationCanceledException)
{
    // Ended before it had begun.
    return 1;
}
catch (Exception wrong) when (wrong is SettingException or EmbeddedPostgresException or MigrationException or UsageException)
{
    // What somebody can mend by what it says needs no stack.
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
catch (Exception fault) when (fault is NpgsqlException or IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException })
{
    await Console.Error.WriteLineAsync(fault is NpgsqlException ? $"The database cannot be used: {fault.Message}" : fault.Message);
    return 1;
}
