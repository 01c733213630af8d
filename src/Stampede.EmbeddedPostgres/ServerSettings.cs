using System.Text;

namespace Stampede.EmbeddedPostgres;

/// <summary>The settings file that Stampede writes at every start; an operator's own go into postgresql.conf and win.</summary>
internal static class ServerSettings
{
    public const string FileName = "stampede.conf";

    public const string MainFile =
        $"""
        # Stampede writes {FileName} anew at every start. What you set below the include wins.
        include '{FileName}'

        """;

    /// <summary>Only who may enter the socket's folder can connect, so the socket itself asks nothing more.</summary>
    public const string Access = "local all all trust\n";

    private static readonly (string Name, string Value)[] Defaults =
    [
        ("listen_addresses", ""),
        ("port", "5432"), // names the socket, no network port is opened
        ("unix_socket_permissions", "0700"),
        ("cluster_name", "stampede"), // shown by ps
        ("max_connections", "100"),
        ("shared_buffers", "256MB"),
        // An acknowledged reservation is on disk: never loosened for speed.
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        // New WAL segments filled with zeros, and too few kept for reuse, took the p99 of a reservation from 6 ms to 40 ms.
        ("wal_init_zero", "off"),
        ("min_wal_size", "1GB"),
        ("max_wal_size", "4GB"),
        ("checkpoint_completion_target", "0.9"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
        // A file per weekday, overwritten a week later. Errors of statements go to the server, which logs them;
        // here they could fill the disk.
        ("logging_collector", "on"),
        ("log_directory", "log"),
        ("log_filename", "postgresql-%a.log"),
        ("log_truncate_on_rotation", "on"),
        // With the SQLSTATE: it says why a start failed.
        ("log_line_prefix", "%m [%p] %e "),
        ("log_rotation_age", "1d"),
        ("log_rotation_size", "0"),
        ("log_min_messages", "log"),
        ("log_checkpoints", "off"),
        ("log_autovacuum_min_duration", "-1"),
    ];

    public static string File(string socketDirectory, IReadOnlyDictionary<string, string> overrides)
    {
        var settings = Defaults.ToDictionary(d => d.Name, d => d.Value);
        foreach (var (name, value) in overrides)
            settings[name] = value;
        settings["unix_socket_directories"] = socketDirectory;

        var file = new StringBuilder();
        foreach (var (name, value) in settings)
            file.Append(name).Append(" = '").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
        return file.ToString();
    }
}
