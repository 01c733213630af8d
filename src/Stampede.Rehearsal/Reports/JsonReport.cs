using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stampede.Rehearsal.Reports;

internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(RehearsalReport report) => JsonSerializer.Serialize(report, Options);

    public static RehearsalReport Read(string json) => JsonSerializer.Deserialize<RehearsalReport>(json, Options) ?? throw new JsonException("No report.");
}
