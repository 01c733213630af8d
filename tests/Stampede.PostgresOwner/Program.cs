// A server reduced to its embedded PostgreSQL, for tests that kill it: owns the data directory of its first argument
// until its standard input closes. Says "running <process id of PostgreSQL>", or why not.
using Microsoft.Extensions.Logging.Abstractions;
using Stampede.EmbeddedPostgres;
using Stampede.Testing;

try
{
    var options = new EmbeddedPostgresOptions { DataDirectory = args[0], BinariesDirectory = PostgresUnderTest.BinariesDirectory };
    await using var postgres = await EmbeddedServer.StartAsync(options, NullLogger.Instance, CancellationToken.None);
    Console.WriteLine($"running {postgres.ProcessId}");
    await Console.In.ReadToEndAsync();
    return 0;
}
catch (EmbeddedPostgresException e)
{
    Console.WriteLine(e.Message);
    return 1;
}
