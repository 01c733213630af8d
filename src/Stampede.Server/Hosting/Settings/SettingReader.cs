using System.Globalization;

namespace Stampede.Server.Hosting;

/// <summary>Reads settings, and refuses what is out of its range in one line.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    /// <param name="otherwise">In place of the usual default.</param>
    public int Number(NumberSetting setting, int? otherwise = null) =>
        Value(setting) is not { } text ? otherwise ?? setting.Default
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= setting.Min && number <= setting.Max ? number
        : throw setting.Wrong(text);

    public bool Flag(FlagSetting setting) =>
        Value(setting) is not { } text ? setting.Default
        : bool.TryParse(text, out var flag) ? flag
        : throw setting.Wrong(text);

    /// <returns>Null: it is not set and has no default.</returns>
    public string? Text(TextSetting setting) => Value(setting) ?? setting.Default;

    public string Choice(ChoiceSetting setting) =>
        Value(setting) is not { } text ? setting.Choices[0] : Array.Find(setting.Choices, choice => choice == text) ?? throw setting.Wrong(text);

    /// <param name="parse">Null: not an item, which stops the start.</param>
    public IReadOnlyList<T> List<T>(ListSetting setting, Func<string, T?> parse)
        where T : class
    {
        var items = new List<T>();
        foreach (var child in configuration.GetSection(setting.Name).GetChildren())
        {
            var item = setting with { Name = child.Path };
            if (Value(item) is { } text)
                items.Add(parse(text) ?? throw item.Wrong(text));
        }

        return items;
    }

    private string? Value(Setting setting)
    {
        var value = Written(setting.Name);
        if (Written(SettingFile.NameOf(setting)) is not { } path)
            return value;
        return value is null ? SettingFile.Read(setting, path) : throw setting.Wrong(null, $"given once: here or in {SettingFile.VariableOf(setting)}");
    }

    private string? Written(string name) => configuration[name]?.Trim() is { Length: > 0 } text ? text : null;
}
