using System.Globalization;
using System.Text.RegularExpressions;

namespace Stampede.EmbeddedPostgres;

/// <summary>A PostgreSQL on this machine that can serve.</summary>
internal sealed partial record PostgresBinaries(string BinDirectory, string Version)
{
    private const int MajorMin = 15;
    private static readonly string[] Programs = ["postgres", "pg_ctl", "initdb"];

    /// <summary>For instance 18, of 18.4.</summary>
    public int Major => int.Parse(MajorOf().Match(Version).ValueSpan, CultureInfo.InvariantCulture);

    public string Program(string name) => Path.Combine(BinDirectory, name);

    /// <summary>
    /// The packaged PostgreSQL, else the newest installed one. A cluster that exists can only be served by its own
    /// major version.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">There is none that fits.</exception>
    public static async Task<PostgresBinaries> FindAsync(EmbeddedPostgresOptions options, string clusterDirectory, CancellationToken cancellation)
    {
        var packaged = Path.Combine(options.BinariesDirectory ?? Path.Combine(AppContext.BaseDirectory, "postgres"), "bin");
        var versionFile = Path.Combine(clusterDirectory, "PG_VERSION");
        int? wanted = File.Exists(versionFile) ? MajorIn(await File.ReadAllTextAsync(versionFile, cancellation), versionFile) : null;

        var found = new List<PostgresBinaries>();
        foreach (var directory in new[] { packaged }.Concat(await InstalledAsync(cancellation)).Distinct())
        {
            if (await ProbeAsync(directory, cancellation) is not { Major: >= MajorMin } candidate)
                continue;
            if (wanted is null || candidate.Major == wanted)
                return candidate;
            found.Add(candidate);
        }

        var seen = found.Count == 0 ? "none" : string.Join(", ", found.Select(f => $"{f.Version} in {f.BinDirectory}"));
        throw new EmbeddedPostgresException(wanted is null
            ? $"No PostgreSQL {MajorMin} or newer to run was found: neither in {packaged} nor installed. Build without "
              + "SkipEmbeddedPostgres, install PostgreSQL, or name a server with ConnectionStrings__Stampede."
            : $"The data in {clusterDirectory} was written by PostgreSQL {wanted}, and that version is not here (found: {seen}). "
              + $"Install PostgreSQL {wanted}, or move the data to the newer version with pg_upgrade or pg_dump.");
    }

    private static int MajorIn(string text, string file) => int.TryParse(text, CultureInfo.InvariantCulture, out var major)
        ? major
        : throw new EmbeddedPostgresException($"{file} does not name PostgreSQL's version: the data directory is damaged. Restore it from a backup.");

    private static async Task<IEnumerable<string>> InstalledAsync(CancellationToken cancellation)
    {
        const string Debian = "/usr/lib/postgresql";
        var installed = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian)
                .OrderByDescending(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var major) ? major : 0)
                .Select(d => Path.Combine(d, "bin"))
            : [];
        var configured = await Command.TryRunAsync(["pg_config", "--bindir"], cancellation);
        return configured.Succeeded ? installed.Append(configured.Output) : installed;
    }

    private static async Task<PostgresBinaries?> ProbeAsync(string directory, CancellationToken cancellation)
    {
        if (!Programs.All(program => File.Exists(Path.Combine(directory, program))))
            return null;
        foreach (var program in Programs)
            AllowExecution(Path.Combine(directory, program));
        // Binaries for another platform or C library are there but do not run.
        var said = await Command.TryRunAsync([Path.Combine(directory, "postgres"), "--version"], cancellation);
        return said.Succeeded && Number().Match(said.Output) is { Success: true } version ? new(directory, version.Value) : null;
    }

    /// <summary>Some ways of copying a folder lose the permission to execute, or leave it to the owner alone.</summary>
    private static void AllowExecution(string path)
    {
        const UnixFileMode Needed = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
            | UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (OperatingSystem.IsWindows() || File.GetUnixFileMode(path) is var mode && (mode & Needed) == Needed)
            return;
        try
        {
            File.SetUnixFileMode(path, mode | Needed);
        }
        catch (UnauthorizedAccessException)
        {
            // Someone else's file: whether it runs for us is seen when it is asked for its version.
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d+")]
    private static partial Regex MajorOf();
}
