using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Stampede.Server.Http;

namespace Stampede.Server.Drops;

/// <summary>Drops as JSON, read as every body is: what it does not know, or what is of another type, is wrong with the whole.</summary>
internal static class ImportJson
{
    /// <returns>Null: it is no list of drops.</returns>
    /// <exception cref="BadHttpRequestException">It is no JSON, or another one than is described.</exception>
    public static IReadOnlyList<ImportSource>? Read(ReadOnlyMemory<byte> file, JsonSerializerOptions options, Validation check)
    {
        ImportDropsBody? body;
        try
        {
            body = JsonSerializer.Deserialize(file.Span, (JsonTypeInfo<ImportDropsBody>)options.GetTypeInfo(typeof(ImportDropsBody)));
        }
        catch (JsonException wrong)
        {
            throw new BadHttpRequestException("The body is not what is described.", StatusCodes.Status400BadRequest, wrong);
        }

        if (!check.Require(body?.Drops is { Count: >= 1 and <= DropImport.DropsMax }, "drops", $"From 1 to {DropImport.DropsMax} drops.", FieldError.Length(1, DropImport.DropsMax)))
            return null;
        return [.. body!.Drops!.Select((drop, i) => new ImportSource(i + 1, drop?.ExternalId, drop ?? new ImportedDropBody(), [], field => (i + 1, field)))];
    }
}
