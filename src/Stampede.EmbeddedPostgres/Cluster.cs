using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Stampede.Postgres;

namespace Stampede.EmbeddedPostgres;

/// <summary>
/// One PostgreSQL cluster on disk and the programs that make, start and stop it. Calls come one at a time, from the
/// holder of the data directory's lock.
/// </summary>
internal sealed class Cluster(string directory, PostgresBinaries binaries, Account account, EmbeddedPostgresOptions options)
{
    /// <summary>May do everything; for setting up and for backups.</summary>
    public const string Superuser = "stampede";
    private const int StartTriesMax = 5;
    private const int ImmediateStopSecondsMax = 10;
    private const int LogLinesMax = 40;

    /// <summary>SQLSTATE lock_file_exists, as <see cref="ServerSettings"/> has it logged.</summary>
    private const string LockFileExists = " F0001 ";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private string StartLog => Path.Combine(directory, "start.log");

    /// <summary>The cluster's folder appears whole or not at all: a kill half-way leaves only a sibling that the next start removes.</summary>
    public async Task CreateIfAbsentAsync(CancellationToken cancellation)
    {
        var parent = Path.GetDirectoryName(directory)!;
        foreach (var leftover in Directory.GetDirectories(parent, Path.GetFileName(directory) + ".new-*"))
            DeleteLeftover(leftover);
        if (Directory.Exists(directory))
        {
            // For instance restored from a backup by root: PostgreSQL serves only what its own account owns.
            if (Environment.IsPrivilegedProcess && await FileOwner.OfAsync(directory, cancellation) != account.Uid)
                await FileOwner.GiveAsync(directory, account, recursive: true, cancellation);
            return;
        }

        var beside = $"{directory}.new-{Path.GetRandomFileName()}";
        PrivateFolder.Make(beside);
        try
        {
            if (Environment.IsPrivilegedProcess)
                await FileOwner.GiveAsync(beside, account, recursive: false, cancellation);
            var runner = await account.ReachingAsync([binaries.Program("initdb"), beside], cancellation);
            // Order by code point, the same on every machine; from 17 on with Unicode's cases, without asking the C library.
            string[] locale = binaries.Major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
            var made = await runner.RunAsync(
                [
                    binaries.Program("initdb"), "--pgdata", beside, "--username", Superuser, "--encoding=UTF8", "--no-locale", .. locale,
                    "--auth-local=trust", "--auth-host=reject", "--data-checksums",
                ],
                null, cancellation);
            if (!made.Succeeded)
                throw new EmbeddedPostgresException($"PostgreSQL could not make its files in {parent}:\n{LastLines(made.Output)}");
            await WriteAsync(runner, Path.Combine(beside, "postgresql.conf"), ServerSettings.MainFile, cancellation);
            await WriteAsync(runner, Path.Combine(beside, "pg_hba.conf"), ServerSettings.Access, cancellation);
            Directory.Move(beside, directory);
        }
        catch
        {
            DeleteLeftover(beside);
            throw;
        }
    }

    /// <summary>The running server of this cluster, if it is ready, answers, and is of the version that we would start.</summary>
    public async Task<Postmaster?> FindUsableAsync(CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (await Postmaster.FindAsync(directory, cancellation) is { } running)
        {
            if (running.IsReady)
                return await AnswersAsync(running, cancellation) ? running : null;
            if (waited.Elapsed.TotalSeconds > options.StartSecondsMax)
                return null;
            await Task.Delay(BetweenLooks, cancellation); // starting or stopping, left so by a server that was killed
        }
        return null;
    }

    /// <exception cref="EmbeddedPostgresException">It does not start; the message ends with what its log says.</exception>
    public async Task<Postmaster> StartAsync(string socketDirectory, CancellationToken cancellation)
    {
        await SocketDirectory.MakeAsync(socketDirectory, account, cancellation);
        var runner = await account.ReachingAsync([binaries.Program("postgres"), directory, socketDirectory], cancellation);
        for (var attempt = 1; ; attempt++)
        {
            await Postmaster.ForgetStrangerAsync(directory, cancellation);
            var settings = ServerSettings.File(socketDirectory, options.Settings);
            await WriteAsync(runner, Path.Combine(directory, ServerSettings.FileName), settings, cancellation);
            await WriteAsync(runner, StartLog, "", cancellation);
            var logged = LoggedBefore();
            // pg_ctl gives the server a session of its own: Ctrl-C in the terminal reaches us and not it. It would also
            // paste the folder's name into a shell command, quotes and all, so it gets the name another way.
            var starting = runner.RunAsync(
                [
                    "/bin/sh", "-c", "cd \"$1\" && PGDATA=$1 exec \"$2\" start --log \"$3\" --wait --timeout \"$4\"", "sh",
                    directory, binaries.Program("pg_ctl"), Path.GetFileName(StartLog), options.StartSecondsMax.ToString(CultureInfo.InvariantCulture),
                ],
                null, CancellationToken.None);
            try
            {
                if ((await starting.WaitAsync(cancellation)).Succeeded && await Postmaster.FindAsync(directory, cancellation) is { } running)
                    return running;
            }
            catch (OperationCanceledException)
            {
                await StopStartingAsync(starting);
                throw;
            }

            var log = ReadLog(logged);
            // The children of a main process that was killed still hold its memory; they need a moment to notice.
            if (attempt < StartTriesMax && log.Contains(LockFileExists, StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), cancellation);
                continue;
            }
            throw new EmbeddedPostgresException($"PostgreSQL {binaries.Version} did not start on {directory}. Its log ends with:\n{log}");
        }
    }

    /// <summary>PostgreSQL may not have written its pid file yet, and without it nobody would find it to stop it.</summary>
    private async Task StopStartingAsync(Task<CommandResult> starting)
    {
        while (!starting.IsCompleted && await Postmaster.FindAsync(directory, CancellationToken.None) is null)
            await Task.WhenAny(starting, Task.Delay(BetweenLooks));
        await StopAsync();
        await starting;
    }

    /// <summary>Ends connections and writes a checkpoint; past the time allowed, without the checkpoint.</summary>
    public async Task StopAsync()
    {
        var runner = await account.ReachingAsync([binaries.Program("pg_ctl"), directory], CancellationToken.None);
        foreach (var (mode, secondsMax) in new[] { ("fast", options.StopSecondsMax), ("immediate", ImmediateStopSecondsMax) })
        {
            if (await Postmaster.FindAsync(directory, CancellationToken.None) is null)
                return;
            var stopped = await runner.RunAsync(
                [
                    binaries.Program("pg_ctl"), "stop", "--pgdata", directory, "--mode", mode, "--wait",
                    "--timeout", secondsMax.ToString(CultureInfo.InvariantCulture),
                ],
                null, CancellationToken.None);
            if (stopped.Succeeded)
                return;
        }
        if (await Postmaster.FindAsync(directory, CancellationToken.None) is { } running)
            throw new EmbeddedPostgresException(
                $"PostgreSQL (process {running.ProcessId}) on {directory} does not stop. Its log ends with:\n{ReadLog([])}");
    }

    public static string ConnectionString(string socketDirectory, string database, string role = Superuser) => new NpgsqlConnectionStringBuilder
    {
        Host = socketDirectory,
        Port = 5432,
        Username = role,
        Database = database,
        // The socket never leaves the machine; asking for encryption would only cost a round trip.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    private async Task<bool> AnswersAsync(Postmaster running, CancellationToken cancellation)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(ConnectionString(running.SocketDirectory, "postgres")) { Pooling = false, Timeout = 5 };
            await using var connection = new NpgsqlConnection(builder.ConnectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("show server_version", connection) { CommandTimeout = 5 };
            // After an upgrade the old server would load libraries of the new version.
            return await command.ExecuteScalarAsync(cancellation) is string version && version.Split(' ')[0] == binaries.Version;
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException && !DatabaseFaults.IsOutOfHandles(e))
        {
            return false;
        }
    }

    /// <summary>Written by the account itself: as root, we would follow any link that it put there.</summary>
    private static async Task WriteAsync(Account runner, string path, string content, CancellationToken cancellation)
    {
        var written = await runner.RunAsync(["/bin/sh", "-c", "cat > \"$1\"", "sh", path], content, cancellation);
        if (!written.Succeeded)
            throw new EmbeddedPostgresException($"{path} cannot be written: {written.Output}");
    }

    /// <summary>How long each of PostgreSQL's log files is now, so that what a start adds is told from what was there.</summary>
    private Dictionary<string, long> LoggedBefore() => LogFiles().ToDictionary(file => file.Name, file => file.Length);

    /// <summary>What the last start wrote: first where pg_ctl sent it, then in the log file. Each may hold the reason.</summary>
    private string ReadLog(Dictionary<string, long> before)
    {
        try
        {
            var newest = LogFiles().MaxBy(file => file.LastWriteTimeUtc);
            var said = LastLines(File.ReadAllText(StartLog));
            if (newest is null)
                return said;
            using var file = new FileStream(newest.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (before.TryGetValue(newest.Name, out var length) && length <= file.Length)
                file.Position = length;
            using var reader = new StreamReader(file);
            return $"{said}\n{LastLines(reader.ReadToEnd())}".Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"(not readable: {e.Message})";
        }
    }

    private FileInfo[] LogFiles()
    {
        var logs = new DirectoryInfo(Path.Combine(directory, "log"));
        return logs.Exists ? logs.GetFiles() : [];
    }

    private static string LastLines(string text) => string.Join('\n', text.Trim().Split('\n').TakeLast(LogLinesMax));

    private static void DeleteLeftover(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An initdb that lost its parent may still be writing there; the next start tries again.
        }
    }
}
