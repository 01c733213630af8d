using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Stampede.Domain;
using Stampede.Server.Problems;

namespace Stampede.Server.OpenApi;

/// <summary>How types with a converter of their own look on the wire.</summary>
internal static class WireTypes
{
    private static readonly HashSet<Type> Ids =
        [typeof(DropId), typeof(VariantId), typeof(ReservationId), typeof(PurchaseId), typeof(CustomerId)];

    public static string? ReferenceIdOf(JsonTypeInfo type) => Plain(type.Type) switch
    {
        var plain when Ids.Contains(plain) || plain == typeof(DateTimeOffset) => null,
        var plain when plain == typeof(ProblemBody) => "Problem",
        _ => OpenApiOptions.CreateDefaultSchemaReferenceId(type),
    };

    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        var plain = Plain(type);
        var mayBeAbsent = plain != type ? JsonSchemaType.Null : default;
        if (Ids.Contains(plain))
        {
            schema.Type = JsonSchemaType.String | mayBeAbsent;
            schema.Description ??= "Opaque.";
        }
        else if (plain == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | mayBeAbsent;
            schema.Format = "date-time";
        }
        else if (type.Name.EndsWith("Body", StringComparison.Ordinal) && type != typeof(ProblemBody) && schema.Properties is not null)
        {
            DescribeRequest(schema, context.JsonTypeInfo);
        }
        else if (type == typeof(ProblemBody) && schema.Properties?.TryGetValue("code", out var code) is true && code is OpenApiSchema codes)
        {
            codes.Enum = [.. ProblemKinds.ByCode.Keys.Select(JsonNode (kind) => JsonValue.Create(kind))];
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// A request's properties are all nullable in the code, so that the handler can tell what is missing. What it asks
    /// for bears <see cref="RequiredAttribute"/>; the rest is left out rather than sent as null.
    /// </summary>
    private static void DescribeRequest(OpenApiSchema schema, JsonTypeInfo type)
    {
        schema.Required = type.Properties
            .Where(property => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) is true)
            .Select(property => property.Name)
            .ToHashSet();
        foreach (var property in schema.Properties!.Values.OfType<OpenApiSchema>())
            property.Type &= ~JsonSchemaType.Null;
    }

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
