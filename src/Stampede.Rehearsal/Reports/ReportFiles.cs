using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stampede.Rehearsal.Reports;

/// <summary>Writes a report as report.json, for programs, and as report.html, for people.</summary>
internal static class ReportFiles
{
    /// <summary>What the user is told when the program has no page.</summary>
    public const string NoPage = "No report.html: this program was built without the web app (-p:SkipWeb=true). "
        + "Build it without that flag to get the page; report.json has all figures.";

    private const string PlaceOfFigures = "\"the figures stand here\"";
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lazy<string?> Page = new(ReadPage);

    public static string ToJson(RehearsalReport report) => JsonSerializer.Serialize(report, Readable);

    public static RehearsalReport FromJson(string json) => JsonSerializer.Deserialize<RehearsalReport>(json, Readable) ?? throw new JsonException("No report.");

    /// <summary>The page (web/src/report) with the figures in it: one file that works without a server.</summary>
    /// <returns>Null: this program was built without it.</returns>
    public static string? ToHtml(RehearsalReport report) =>
        // These options escape each '<', so that no text of a target can end the script element that holds the figures.
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
