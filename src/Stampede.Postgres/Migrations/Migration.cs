using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Stampede.Postgres.Migrations;

/// <summary>One step of the schema: the file <c>0001_name.sql</c>. Never changed once released, only followed by another.</summary>
/// <param name="Version">Its number: from 1, without gaps.</param>
/// <param name="Name">The rest of the file's name.</param>
/// <param name="Sql">One or more statements that can run in a transaction.</param>
internal sealed partial record Migration(int Version, string Name, string Sql)
{
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Version:0000}_{Name}.sql");

    /// <summary>Of the text with plain line ends, so that a checkout on another system hashes alike.</summary>
    public string Sha256 =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>
    /// Whether nodes of the version before cannot go on after it. An older node knows a newer migration by its recorded name
    /// alone, so the mark stands there: <c>0009_breaking_what_it_does.sql</c>.
    /// </summary>
    public static bool IsBreaking(string name) => name.StartsWith("breaking_", StringComparison.Ordinal);

    /// <summary>All <c>NNNN_name.sql</c> among the resources whose name starts with the prefix, in order.</summary>
    public static IReadOnlyList<Migration> In(Assembly assembly, string resourcePrefix) => InOrder(
        from resource in assembly.GetManifestResourceNames()
        where resource.StartsWith(resourcePrefix, StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal)
        select Read(assembly, resource, resource[resourcePrefix.Length..].TrimStart('.')));

    /// <exception cref="MigrationException">A number is missing or there twice, as when two branches added one each.</exception>
    public static IReadOnlyList<Migration> InOrder(IEnumerable<Migration> migrations)
    {
        var ordered = migrations.OrderBy(m => m.Version).ToList();
        for (var i = 0; i < ordered.Count; i++)
            if (ordered[i].Version != i + 1)
                throw new MigrationException($"{ordered[i].FileName} stands where migration {i + 1:0000} should: the numbers go from 0001 without gaps, each once.");
        return ordered;
    }

    private static Migration Read(Assembly assembly, string resource, string file)
    {
        if (FileNames().Match(file) is not { Success: true } parts)
            throw new MigrationException($"{file} is not named like 0001_what_it_does.sql.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new(int.Parse(parts.Groups["version"].ValueSpan, CultureInfo.InvariantCulture), parts.Groups["name"].Value, reader.ReadToEnd());
    }

    [GeneratedRegex(@"^(?<version>\d{4})_(?<name>[a-z0-9_]+)\.sql$")]
    private static partial Regex FileNames();
}
