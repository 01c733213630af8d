using System.Globalization;
using System.Numerics;

namespace Stampede.Rehearsal.Scenarios;

/// <summary>A setting got a value that it does not take. The message names the setting, the value and the range.</summary>
internal sealed class SettingException(string message) : Exception(message);

/// <summary>One setting of a scenario: its flag, its key in a file, its range and its place in <see cref="Scenario"/>.</summary>
/// <param name="Name">As a flag, without its dashes: <c>hold-seconds</c>. In a file: <c>holdSeconds</c>.</param>
internal abstract record Setting(string Name, string Meaning)
{
    public string Flag => "--" + Name;

    public string Key => string.Concat(Name.Split('-').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));

    public abstract string Range { get; }

    /// <exception cref="SettingException">The text is no such value, or out of range.</exception>
    public abstract Scenario Set(Scenario scenario, string text);

    public abstract string Get(Scenario scenario);

    protected SettingException Refuse(string text) => new($"{Flag} is '{text}'; it takes {Range}.");
}

internal sealed record NumberSetting<T>(string Name, T Min, T Max, string Meaning, Func<Scenario, T> Read, Func<Scenario, T, Scenario> Write) : Setting(Name, Meaning)
    where T : struct, INumber<T>
{
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public override string Range => string.Create(CultureInfo.InvariantCulture, $"{Min} to {Max}");

    public override Scenario Set(Scenario scenario, string text) =>
        T.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) && value >= Min && value <= Max
            ? Write(scenario, value)
            : throw Refuse(text);

    public override string Get(Scenario scenario) => Read(scenario).ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>One of a few words.</summary>
internal sealed record WordSetting(string Name, string[] Words, string Meaning, Func<Scenario, int> Read, Func<Scenario, int, Scenario> Write)
    : Setting(Name, Meaning)
{
    public override string Range => string.Join(", ", Words);

    public override Scenario Set(Scenario scenario, string text) =>
        Array.IndexOf(Words, text) is var index and >= 0 ? Write(scenario, index) : throw Refuse(text);

    public override string Get(Scenario scenario) => Words[Read(scenario)];
}

internal sealed record SizesSetting(string Name, string Meaning) : Setting(Name, Meaning)
{
    public override string Range => "'LABEL=STOCK[*DEMAND], …', up to 100 sizes, each 0 to 1000000 units";

    public override Scenario Set(Scenario scenario, string text)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length is 0 or > 100)
            throw Refuse(text);
        return scenario with { Sizes = [.. parts.Select(part => Parse(part) ?? throw Refuse(text))] };
    }

    public override string Get(Scenario scenario) => scenario.Sizes.IsDefaultOrEmpty
        ? ""
        : string.Join(", ", scenario.Sizes.Select(size => string.Create(CultureInfo.InvariantCulture, $"{size.Label}={size.Stock}*{size.Demand}")));

    private static Size? Parse(string part)
    {
        var equals = part.LastIndexOf('=');
        if (equals <= 0)
            return null;
        var amount = part[(equals + 1)..].Split('*');
        var demand = 1.0;
        return amount.Length <= 2
            && int.TryParse(amount[0], NumberStyles.None, CultureInfo.InvariantCulture, out var stock) && stock <= 1_000_000
            && (amount.Length == 1 || (double.TryParse(amount[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out demand) && demand is > 0 and <= 1_000_000))
                ? new Size(part[..equals].Trim(), stock, demand)
                : null;
    }
}
