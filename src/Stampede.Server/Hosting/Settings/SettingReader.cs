using System.Globalization;

namespace Stampede.Server.Hosting;

/// <summary>A setting is wrong: the server does not start. The message is one line that names it, its value and the range.</summary>
internal sealed class SettingException(string message) : Exception(message);

/// <summary>Reads settings by name, and refuses what is out of range in one line.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    private readonly HashSet<string> names = [];
    private readonly HashSet<string> lists = [];

    /// <summary>By what was asked for so far; what is read only under a condition must be asked for all the same.</summary>
    public UnknownSettings Unknown => new(names, lists);

    public int Number(string name, int otherwise, int min, int max) =>
        Value(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw Wrong(name, text, $"a whole number from {min} to {max}");

    public bool Flag(string name, bool otherwise) =>
        Value(name) is not { } text ? otherwise
        : bool.TryParse(text, out var flag) ? flag
        : throw Wrong(name, text, "true or false");

    public string Text(string name, string otherwise) => Value(name) ?? otherwise;

    public string? OptionalText(string name) => Value(name);

    /// <summary><c>name__0</c>, <c>name__1</c>…; what does not parse stops the start.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<string, T?> parse, string range)
        where T : class
    {
        lists.Add(name);
        var items = new List<T>();
        foreach (var child in configuration.GetSection(name).GetChildren())
        {
            if (!string.IsNullOrWhiteSpace(child.Value))
                items.Add(parse(child.Value.Trim()) ?? throw Wrong(child.Path, child.Value, range));
        }

        return items;
    }

    /// <param name="value">Null: secret, not to be shown.</param>
    public static SettingException Wrong(string name, string? value, string range)
    {
        // A value is one of ours to print, but its line breaks are not.
        var shown = value is null ? "" : $" is \"{(value.Length > 100 ? value[..100] + "…" : value).ReplaceLineEndings(" ")}\"; it";
        return new SettingException($"Setting {name.Replace(":", "__", StringComparison.Ordinal)}{shown} must be {range}.");
    }

    private string? Value(string name)
    {
        names.Add(name);
        return configuration[name]?.Trim() is { Length: > 0 } text ? text : null;
    }
}
