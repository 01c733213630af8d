namespace Stampede.Server.Hosting;

/// <summary>
/// Settings that have no effect because of how they are written. They are told, not refused: in a rolling upgrade an
/// older node meets the settings of a newer one.
/// </summary>
internal static class UnknownSettings
{
    private const string Section = "Stampede:";

    private static readonly string[] Names = [.. SettingsTable.All.Where(setting => setting is not ListSetting).Select(setting => setting.Name)];

    /// <summary>Of those that can be given by a file: all but what .NET itself reads.</summary>
    private static readonly string[] Files = [.. Names.Where(name => name.Contains(':', StringComparison.Ordinal)).Select(name => name + SettingFile.Suffix)];

    private static readonly string[] Lists = [.. SettingsTable.All.OfType<ListSetting>().Select(setting => setting.Name)];

    /// <summary>Outside our section: the environment is full of names that are no business of ours.</summary>
    private static readonly string[] Elsewhere = [.. Names.Where(name => !name.StartsWith(Section, StringComparison.Ordinal))];

    /// <summary>What the host takes on the command line beside settings of ours.</summary>
    private static readonly string[] OfHost =
        ["urls", "environment", "contentRoot", "applicationName", "webRoot", "http_ports", "https_ports", "AllowedHosts", "Logging", "Kestrel", "ConnectionStrings", "hostBuilder", "Stampede"];

    /// <param name="configuration">All there is.</param>
    /// <param name="args">The command line that is part of it.</param>
    /// <returns>A line for each.</returns>
    public static IEnumerable<string> Lines(IConfiguration configuration, IEnumerable<string> args)
    {
        foreach (var (name, value) in configuration.AsEnumerable().OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            if (value is not null && !IsKnown(name) && (name.StartsWith(Section, StringComparison.OrdinalIgnoreCase) || IsMeant(name)))
                yield return Line(name.Replace(":", "__", StringComparison.Ordinal), Nearest(name)?.Replace(":", "__", StringComparison.Ordinal));
        }

        foreach (var option in args.Where(arg => arg.StartsWith('-') || arg.StartsWith('/')).Select(arg => arg.TrimStart('-', '/').Split('=')[0]).Distinct())
        {
            if (!OfHost.Contains(option.Split(':')[0], StringComparer.OrdinalIgnoreCase) && !IsMeant(option))
                yield return Line($"--{option}", (Nearest(option) ?? Nearest(Section + option)) is { } near ? $"--{near}" : null);
        }
    }

    private static string Line(string name, string? near) =>
        $"Setting {Shortened(name)} is not known and has no effect{(near is null ? "; docs/operations/settings.md lists those there are" : $"; did you mean {near}?")}";

    private static string Shortened(string name) => (name.Length > 100 ? name[..100] + "…" : name).ReplaceLineEndings(" ");

    private static bool IsKnown(string name) =>
        Names.Contains(name, StringComparer.OrdinalIgnoreCase)
        || Files.Contains(name, StringComparer.OrdinalIgnoreCase)
        || Lists.Any(list => name.StartsWith($"{list}:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Outside our section: only what looks so much like one of ours that it must be meant.</summary>
    private static bool IsMeant(string name)
    {
        if (Elsewhere.Contains(name, StringComparer.OrdinalIgnoreCase))
            return false;
        var written = Squashed(name);
        return written.Length >= 10 && Names.Any(known => Distance(written, Squashed(known), 2) <= 2);
    }

    private static string? Nearest(string name)
    {
        var written = Squashed(name);
        var most = Math.Max(2, (written.Length - Section.Length) / 3);
        var (near, distance) = Names.Concat(Files).Concat(Lists.Select(list => $"{list}:0"))
            .Select(known => (Name: known, Distance: Distance(written, Squashed(known), most))).MinBy(known => known.Distance);
        return distance <= most ? near : null;
    }

    /// <summary>However its parts are joined.</summary>
    private static string Squashed(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>Levenshtein's: letters to be put in, taken out or changed.</summary>
    /// <returns>More than <paramref name="most"/>, where it is more.</returns>
    private static int Distance(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most)
            return most + 1;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
