using System.Reflection;

namespace Stampede.Testing;

/// <summary>The PostgreSQL that the build fetched for the server.</summary>
public static class PostgresUnderTest
{
    /// <summary>Null where it was left out of the build: then an installed one is used.</summary>
    public static string? BinariesDirectory { get; } = typeof(PostgresUnderTest).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => a.Key == "EmbeddedPostgresDirectory")?.Value;
}
