using System.Collections.Frozen;

namespace Stampede.EmbeddedPostgres;

/// <summary>Where the embedded PostgreSQL lives and how it is set.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Folder for the cluster and its lock; made if absent. One running server at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// Folder with PostgreSQL's <c>bin</c>, <c>lib</c> and <c>share</c>. Default: <c>postgres</c> beside the application.
    /// Where there is none, or its major version does not fit the data, an installed PostgreSQL (15 or newer) is used.
    /// </summary>
    public string? BinariesDirectory { get; init; }

    /// <summary>Name of the database, made if absent: 1 to 63 characters. Default: stampede.</summary>
    public string DatabaseName { get; init; } = "stampede";

    /// <summary>PostgreSQL settings in place of Stampede's own or beside them, by name. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>How long PostgreSQL may take until it answers, recovery after a crash included: 1 to 3600. Default: 300.</summary>
    public int StartSecondsMax { get; init; } = 300;

    /// <summary>How long a stop may take before connections and checkpoints are cut short: 1 to 600. Default: 30.</summary>
    public int StopSecondsMax { get; init; } = 30;
}
