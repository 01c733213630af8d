using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stampede.Rehearsal.Reports;

/// <summary>A rehearsal's report as the two files that stay: report.json for programs, report.html for people.</summary>
internal static class ReportFiles
{
    /// <summary>In place of a page, where the program has none.</summary>
    public const string NoPage = "No report.html: this program was built without the web app (-p:SkipWeb=true). Build it without that flag to get the page; report.json has all figures.";

    private const string PlaceOfFigures = "\"the figures stand here\"";
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lazy<string?> Page = new(ReadPage);

    public static string ToJson(RehearsalReport report) => JsonSerializer.Serialize(report, Readable);

    public static RehearsalReport FromJson(string json) => JsonSerializer.Deserialize<RehearsalReport>(json, Readable) ?? throw new JsonException("No report.");

    /// <summary>The page of web/src/report with the figures in it: one file that works without a server.</summary>
    /// <returns>Null: this program was built without it.</returns>
    public static string? ToHtml(RehearsalReport report) =>
        // The options of the web escape each '<': what a target says can never end the script that holds the figures.
        Page.Value?.Replace(PlaceOfFigures, JsonSerializer.Serialize(report, JsonSerializerOptions.Web), StringComparison.Ordinal);

    private static string? ReadPage()
    {
        using var stream = typeof(ReportFiles).Assembly.GetManifestResourceStream("report.html");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
