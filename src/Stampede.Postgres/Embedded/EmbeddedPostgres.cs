using Microsoft.Extensions.Logging;
using Npgsql;

namespace Stampede.Postgres.Embedded;

/// <summary>
/// A PostgreSQL of our own in the data directory, for when no connection string names another. It listens on a Unix
/// socket in a private folder and on no network port. It survives a kill of this process, and the next start goes on
/// with it; if it dies itself, it is started again under the same connection string.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenRestartsMax = TimeSpan.FromSeconds(30);

    private readonly Cluster _cluster;
    private readonly DataDirectoryLock _lock;
    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watch;
    private Postmaster _postmaster;
    private Task? _stopped;

    private EmbeddedPostgres(Cluster cluster, Postmaster postmaster, DataDirectoryLock heldLock, string directory, string databaseName, ILogger logger)
    {
        (_cluster, _postmaster, _lock, _directory, _logger) = (cluster, postmaster, heldLock, directory, logger);
        SocketDirectory = postmaster.SocketDirectory;
        Connections = EmbeddedConnections.To(SocketDirectory, databaseName);
        _watch = WatchAsync(_stopping.Token);
    }

    /// <summary>For Npgsql; they stay the same as long as this object lives.</summary>
    public EmbeddedConnections Connections { get; }

    /// <summary>With every right there is.</summary>
    public string ConnectionString => Connections.Superuser;

    /// <summary>The folder of the Unix socket, open to PostgreSQL's account and root alone.</summary>
    public string SocketDirectory { get; }

    /// <summary>PostgreSQL's main process, now.</summary>
    public int ProcessId => _postmaster.ProcessId;

    /// <summary>Starts PostgreSQL, or goes on with the one that a killed server left running; makes cluster and database at the first time.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot run here; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            throw new EmbeddedPostgresException("The embedded PostgreSQL runs on Linux and macOS. Name a server with ConnectionStrings__Stampede.");

        try
        {
            return await StartOnceAsync(options, logger, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception or FormatException or NpgsqlException)
        {
            throw new EmbeddedPostgresException(
                $"The embedded PostgreSQL in {options.DataDirectory} cannot be started: {DatabaseFaults.Reason(e)}."
                + (DatabaseFaults.IsOutOfHandles(e) ? " Allow the process to open more files (ulimit -n, LimitNOFILE)." : ""), e);
        }
    }

    private static async Task<EmbeddedPostgres> StartOnceAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        var dataDirectory = Path.GetFullPath(options.DataDirectory);
        var directory = Path.Combine(dataDirectory, "postgres");
        var heldLock = await DataDirectoryLock.TakeAsync(dataDirectory, ct);
        try
        {
            var account = await Account.ChooseAsync(dataDirectory, directory, ct);
            var binaries = await PostgresBinaries.FindAsync(options, directory, ct);
            var cluster = new Cluster(directory, binaries, account, options);
            if (!Directory.Exists(directory))
                logger.Creating(binaries.Version, directory);
            await cluster.CreateIfAbsentAsync(ct);

            var postmaster = await cluster.FindUsableAsync(ct);
            if (postmaster is not null)
                logger.Adopted(binaries.Version, directory, postmaster.ProcessId);
            try
            {
                if (postmaster is null)
                {
                    await cluster.StopAsync(); // one that runs and does not answer
                    postmaster = await cluster.StartAsync(Embedded.SocketDirectory.For(directory, account), ct);
                    logger.Started(binaries.Version, directory, account.Name, postmaster.ProcessId);
                }
                await CreateDatabaseAsync(postmaster.SocketDirectory, options.DatabaseName, ct);
                await EmbeddedConnections.To(postmaster.SocketDirectory, options.DatabaseName).PrepareAsync(ct);
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
    public static async Task<EmbeddedConnections?> FindRunningAsync(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var directory = Path.Combine(Path.GetFullPath(options.DataDirectory), "postgres");
        return await Postmaster.FindAsync(directory, ct) is { IsReady: true } running
            ? await EmbeddedConnections.To(running.SocketDirectory, options.DatabaseName).AsTheyAreAsync(ct)
            : null;
    }

    /// <summary>Stops PostgreSQL in good order and gives the data directory free. Any further call waits for the first.</summary>
    public Task StopAsync()
    {
        lock (_stopping)
            return _stopped ??= StopOnceAsync();
    }

    /// <summary>As <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task StopOnceAsync()
    {
        await _stopping.CancelAsync();
        await _watch;
        try
        {
            await _cluster.StopAsync();
            Embedded.SocketDirectory.Remove(SocketDirectory);
            _logger.Stopped(_directory);
        }
        finally
        {
            _lock.Dispose();
        }
    }

    /// <summary>PostgreSQL's main process is no child of ours, so nobody tells us of its end: look.</summary>
    private async Task WatchAsync(CancellationToken ct)
    {
        var looksWithoutSocket = 0;
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(BetweenChecks, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested)
                return;
            if (!Postmaster.IsAlive(_postmaster.ProcessId))
            {
                _logger.Lost(_postmaster.ProcessId);
                await RestartAsync(ct);
            }
            else if (File.Exists(Postmaster.Socket(SocketDirectory)))
            {
                looksWithoutSocket = 0;
            }
            else if (++looksWithoutSocket > 1) // One look may fall between the socket's end and the process's.
            {
                // What tidies the temporary folder takes the only way in away, and no program can put it back into place.
                _logger.SocketLost(SocketDirectory, _postmaster.ProcessId);
                await RestartAsync(ct);
                looksWithoutSocket = 0;
            }
        }
    }

    /// <summary>
    /// Tries until it runs or we stop: a disk that was full, or a volume that was away, comes back without us. Ever more slowly,
    /// and never a start beside one that runs.
    /// </summary>
    private async Task RestartAsync(CancellationToken ct)
    {
        for (var wait = TimeSpan.FromSeconds(1); !ct.IsCancellationRequested; wait = wait * 2 < BetweenRestartsMax ? wait * 2 : BetweenRestartsMax)
        {
            try
            {
                if (File.Exists(Postmaster.Socket(SocketDirectory)) && await _cluster.FindUsableAsync(ct) is { } running && running.SocketDirectory == SocketDirectory)
                {
                    _postmaster = running;
                }
                else
                {
                    await _cluster.StopAsync(); // one that runs and cannot be reached
                    _postmaster = await _cluster.StartAsync(SocketDirectory, ct);
                }

                _logger.Restarted(_postmaster.ProcessId);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _logger.StillDown(wait.TotalSeconds, e is EmbeddedPostgresException ? e.Message : DatabaseFaults.Reason(e));
                await Task.Delay(wait, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task CreateDatabaseAsync(string socketDirectory, string name, CancellationToken ct)
    {
        var builder = new NpgsqlConnectionStringBuilder(Cluster.ConnectionString(socketDirectory, "postgres")) { Pooling = false };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection);
        exists.Parameters.AddWithValue(name);
        if (await exists.ExecuteScalarAsync(ct) is true)
            return;
        var quoted = name.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using var create = new NpgsqlCommand($"create database \"{quoted}\"", connection);
        await create.ExecuteNonQueryAsync(ct);
    }
}
