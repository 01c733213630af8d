using System.Text.Json;
using Stampede.Domain;

namespace Stampede.Postgres.Journal;

/// <summary>A drop's line as <c>drop.line</c> keeps it.</summary>
internal static class LineJson
{
    public static string Of(LineState line) => JsonSerializer.Serialize(line, MovementJson.Default.LineState);

    public static LineState Parse(string json) =>
        JsonSerializer.Deserialize(json, MovementJson.Default.LineState) ?? throw new InvalidDataException("A drop's line is null.");
}
