using System.Collections.Frozen;

namespace Stampede.Domain;

/// <summary>How the members of the domain's enums are written in tables and answers: in lower case, with an underscore between words.</summary>
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

    private static string SnakeCase(string member) =>
        string.Concat(member.Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Names =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => SnakeCase(value.ToString()));

        public static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);
    }
}
