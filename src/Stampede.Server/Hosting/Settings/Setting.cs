using System.Globalization;

namespace Stampede.Server.Hosting;

/// <summary>One row of <see cref="SettingsTable"/>.</summary>
/// <param name="Name">With <c>:</c> between its parts.</param>
/// <param name="Meaning">In Markdown, for docs/operations/settings.md.</param>
internal abstract record Setting(string Name, string Meaning)
{
    /// <summary>As an environment variable.</summary>
    public string Variable => Name.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>What it must be, to end a sentence with.</summary>
    public abstract string Range { get; }

    /// <summary>In Markdown.</summary>
    public abstract string DefaultWords { get; }

    /// <param name="value">Null: secret, not to be shown.</param>
    /// <param name="range">In place of <see cref="Range"/>.</param>
    public SettingException Wrong(string? value, string? range = null)
    {
        // The value may be printed, but not its line breaks.
        var shown = value is null ? "" : $" is \"{(value.Length > 100 ? value[..100] + "…" : value).ReplaceLineEndings(" ")}\"; it";
        return new SettingException($"Setting {Variable}{shown} must be {range ?? Range}.");
    }
}

internal sealed record NumberSetting(string Name, int Default, int Min, int Max, string Meaning) : Setting(Name, Meaning)
{
    public override string Range => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Min} to {Max}");

    public override string DefaultWords => Words(Default);

    public static string Words(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

internal sealed record FlagSetting(string Name, bool Default, string Meaning) : Setting(Name, Meaning)
{
    public override string Range => "true or false";

    public override string DefaultWords => Default ? "true" : "false";
}

internal sealed record TextSetting(string Name, string? Default, string TextRange, string Meaning) : Setting(Name, Meaning)
{
    public override string Range => TextRange;

    /// <summary>What stands for a default that is not known beforehand.</summary>
    public string? WithoutDefault { get; init; }

    public override string DefaultWords => WithoutDefault ?? (Default is null ? "none" : $"`{Default}`");
}

/// <param name="Choices">The first one is the default.</param>
internal sealed record ChoiceSetting(string Name, string[] Choices, string Meaning) : Setting(Name, Meaning)
{
    public override string Range => $"one of {string.Join(", ", Choices)}";

    public override string DefaultWords => $"`{Choices[0]}`";
}

/// <summary><c>Name__0</c>, <c>Name__1</c> …; none by default.</summary>
internal sealed record ListSetting(string Name, string ItemRange, string Meaning) : Setting(Name, Meaning)
{
    public override string Range => ItemRange;

    public override string DefaultWords => "none";
}

/// <summary>A setting is wrong: the server does not start. The message is one line that names it, its value and the range.</summary>
internal sealed class SettingException(string message) : Exception(message);
