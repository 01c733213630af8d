using System.Collections.Frozen;

namespace Stampede.Domain;

/// <summary>How the members of the domain's enums are written in tables and answers: in camelCase.</summary>
public static class Names
{
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.Names[value];

    /// <exception cref="InvalidDataException">No member has this name.</exception>
    public static T Parse<T>(string name)
        where T : struct, Enum =>
        TryParse(name, out T value) ? value : throw new InvalidDataException($"'{name}' is no {typeof(T).Name}.");

    public static bool TryParse<T>(string name, out T value)
        where T : struct, Enum => Table<T>.Values.TryGetValue(name, out value);

    private static string CamelCase(string member) => char.ToLowerInvariant(member[0]) + member[1..];

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Names =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => CamelCase(value.ToString()));

        public static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);
    }
}
