using System.Text;

namespace Stampede.Server.Hosting;

/// <summary>docs/operations/settings.md, and the output of the verb <c>settings</c>: <see cref="SettingsTable"/> for people.</summary>
internal static class SettingsPage
{
    private const string Introduction =
        """
        # Settings

        <!-- Made of src/Stampede.Server/Hosting/Settings/SettingsTable.cs. Do not change it here: change the table, then run
             dotnet run --project src/Stampede.Server -- settings > docs/operations/settings.md -->

        Settings come from the command line (`--Stampede:HoldSeconds=90`), from the environment as below, or from `appsettings.json` and
        `appsettings.ENVIRONMENT.json` beside the program (with `:` for `__`; `ASPNETCORE_ENVIRONMENT` names the environment). This is the same for every verb.

        **By file.** What should not stand in the environment is given by a file: `NAME__File` names one whose single line is the value, as in
        `Stampede__Operator__Password__File=/run/secrets/operator-password`, `ConnectionStrings__Stampede__File` or `Stampede__Payments__Stripe__WebhookSecrets__0__File`. Docker, Kubernetes
        and systemd give secrets so. It goes for every setting whose name has a `__` in it. A file that is missing, unreadable, empty, or has more than one line or 64 KB stops the start, and so does a
        setting that is given both ways. Files are read once, at the start.

        A setting that is out of range stops the start with a line that names it, its value and the range. A name that is not known has no effect: the log
        names it and the nearest that is known, and the start goes on, because in a rolling upgrade an older node meets the settings of a newer one. What
        `psql` and other programs read (`PGHOST`, `PGOPTIONS`, `PGCLIENTENCODING` and the like) is not read here.

        """;

    public static string Write()
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var (title, settings) in SettingsTable.Sections)
        {
            page.Append('\n').Append("## ").Append(title).Append("\n\n| setting | default | range | meaning |\n|---|---|---|---|\n");
            foreach (var setting in settings)
                page.Append($"| `{setting.Variable}{(setting is ListSetting ? "__0` …" : "`")} | {setting.DefaultWords} | {RangeOf(setting)} | {setting.Meaning} |\n");
        }

        return page.ToString();
    }

    private static string RangeOf(Setting setting) =>
        setting is NumberSetting number ? $"{NumberSetting.Words(number.Min)} to {NumberSetting.Words(number.Max)}" : setting.Range;
}
