using Microsoft.Extensions.Logging;
using Npgsql;
using Stampede.Postgres;

namespace Stampede.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL of our own in the data directory, for when no connection string names another. It listens on a Unix
/// socket in a private folder and on no network port. It survives a kill of this process, and the next start goes on
/// with it; if it dies itself, it is started again under the same connection string.
/// </summary>
public sealed class EmbeddedServer : IAsyncDisposable
{
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenRestartsMax = TimeSpan.FromSeconds(30);

    private readonly Cluster cluster;
    private readonly DataDirectoryLock heldLock;
    private readonly string directory;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watch;
    private Postmaster postmaster;
    private Task? stopped;

    private EmbeddedServer(
        Cluster cluster, Postmaster postmaster, DataDirectoryLock heldLock, string directory, string databaseName, ILogger logger)
    {
        (this.cluster, this.postmaster, this.heldLock, this.directory, this.logger) = (cluster, postmaster, heldLock, directory, logger);
        SocketDirectory = postmaster.SocketDirectory;
        Connections = EmbeddedConnections.To(SocketDirectory, databaseName);
        watch = WatchAsync(stopping.Token);
    }

    /// <summary>For Npgsql; they stay the same as long as this object lives.</summary>
    public EmbeddedConnections Connections { get; }

    /// <summary>With every right there is.</summary>
    public string ConnectionString => Connections.Superuser;

    /// <summary>The folder of the Unix socket, open to PostgreSQL's account and root alone.</summary>
    public string SocketDirectory { get; }

    /// <summary>PostgreSQL's main process, now.</summary>
    public int ProcessId => postmaster.ProcessId;

    /// <summary>Starts PostgreSQL, or goes on with the one that a killed server left running; makes cluster and database at the first time.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot run here; the message says why and what to do.</exception>
    public static async Task<EmbeddedServer> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException("The embedded PostgreSQL runs on Linux and macOS. Name a server with ConnectionStrings__Stampede.");

        try
        {
            return await StartOnceAsync(options, logger, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception or FormatException or NpgsqlException)
        {
            throw new EmbeddedPostgresException(
                $"The embedded PostgreSQL in {options.DataDirectory} cannot be started: {DatabaseFaults.Reason(e)}."
                + (DatabaseFaults.IsOutOfHandles(e) ? " Allow the process to open more files (ulimit -n, LimitNOFILE)." : ""), e);
        }
    }

    private static async Task<EmbeddedServer> StartOnceAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        var dataDirectory = Path.GetFullPath(options.DataDirectory);
        var directory = Path.Combine(dataDirectory, "postgres");
        var heldLock = await DataDirectoryLock.TakeAsync(dataDirectory, cancellation);
        try
        {
            var account = await Account.ChooseAsync(dataDirectory, directory, cancellation);
            var binaries = await PostgresBinaries.FindAsync(options, directory, cancellation);
            var cluster = new Cluster(directory, binaries, account, options);
            if (!Directory.Exists(directory))
                logger.Creating(binaries.Version, directory);
            await cluster.CreateIfAbsentAsync(cancellation);

            var postmaster = await cluster.FindUsableAsync(cancellation);
            if (postmaster is not null)
                logger.Adopted(binaries.Version, directory, postmaster.ProcessId);
            try
            {
                if (postmaster is null)
                {
                    await cluster.StopAsync(); // one that runs and does not answer
                    postmaster = await cluster.StartAsync(EmbeddedPostgres.SocketDirectory.For(directory, account), cancellation);
                    logger.Started(binaries.Version, directory, account.Name, postmaster.ProcessId);
                }
                await CreateDatabaseAsync(postmaster.SocketDirectory, options.DatabaseName, cancellation);
                await EmbeddedConnections.To(postmaster.SocketDirectory, options.DatabaseName).PrepareAsync(cancellation);
            }
            catch
            {
                await cluster.StopAsync(); // half started is not started
                throw;
            }
            return new(cluster, postmaster, heldLock, directory, options.DatabaseName, logger);
        }
        catch
        {
            heldLock.Dispose();
            throw;
        }
    }

    /// <summary>The connections to the one that a running Stampede keeps in this data directory.</summary>
    /// <returns>Null: none is running there.</returns>
    public static async Task<EmbeddedConnections?> FindRunningAsync(EmbeddedPostgresOptions options, CancellationToken cancellation)
    {
        var directory = Path.Combine(Path.GetFullPath(options.DataDirectory), "postgres");
        return await Postmaster.FindAsync(directory, cancellation) is { IsReady: true } running
            ? await EmbeddedConnections.To(running.SocketDirectory, options.DatabaseName).AsTheyAreAsync(cancellation)
            : null;
    }

    /// <summary>Stops PostgreSQL in good order and gives the data directory free. Any further call waits for the first.</summary>
    public Task StopAsync()
    {
        lock (stopping)
            return stopped ??= StopOnceAsync();
    }

    /// <summary>As <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task StopOnceAsync()
    {
        await stopping.CancelAsync();
        await watch;
        try
        {
            await cluster.StopAsync();
            EmbeddedPostgres.SocketDirectory.Remove(SocketDirectory);
            logger.Stopped(directory);
        }
        finally
        {
            heldLock.Dispose();
        }
    }

    /// <summary>PostgreSQL's main process is no child of ours, so nobody tells us of its end: look.</summary>
    private async Task WatchAsync(CancellationToken cancellation)
    {
        var looksWithoutSocket = 0;
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(BetweenChecks, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
                return;
            if (!Postmaster.IsAlive(postmaster.ProcessId))
            {
                logger.Lost(postmaster.ProcessId);
                await RestartAsync(cancellation);
            }
            else if (File.Exists(Postmaster.Socket(SocketDirectory)))
            {
                looksWithoutSocket = 0;
            }
            else if (++looksWithoutSocket > 1) // One look may fall between the socket's end and the process's.
            {
                // What tidies the temporary folder takes the only way in away, and no program can put it back into place.
                logger.SocketLost(SocketDirectory, postmaster.ProcessId);
                await RestartAsync(cancellation);
                looksWithoutSocket = 0;
            }
        }
    }

    /// <summary>
    /// Tries until it runs or we stop: a disk that was full, or a volume that was away, comes back without us. Ever more slowly,
    /// and never a start beside one that runs.
    /// </summary>
    private async Task RestartAsync(CancellationToken cancellation)
    {
        var wait = TimeSpan.FromSeconds(1);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (File.Exists(Postmaster.Socket(SocketDirectory))
                    && await cluster.FindUsableAsync(cancellation) is { } running && running.SocketDirectory == SocketDirectory)
                {
                    postmaster = running;
                }
                else
                {
                    await cluster.StopAsync(); // one that runs and cannot be reached
                    postmaster = await cluster.StartAsync(SocketDirectory, cancellation);
                }

                logger.Restarted(postmaster.ProcessId);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.StillDown(wait.TotalSeconds, e is EmbeddedPostgresException ? e.Message : DatabaseFaults.Reason(e));
                await Task.Delay(wait, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < BetweenRestartsMax ? wait * 2 : BetweenRestartsMax;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task CreateDatabaseAsync(string socketDirectory, string name, CancellationToken cancellation)
    {
        var builder = new NpgsqlConnectionStringBuilder(Cluster.ConnectionString(socketDirectory, "postgres")) { Pooling = false };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection);
        exists.Parameters.AddWithValue(name);
        if (await exists.ExecuteScalarAsync(cancellation) is true)
            return;
        var quoted = name.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using var create = new NpgsqlCommand($"create database \"{quoted}\"", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>
/// The embedded PostgreSQL cannot run here. The message is for the operator: what is wrong, where, and what to do;
/// the server prints it as it is and exits with 1.
/// </summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
