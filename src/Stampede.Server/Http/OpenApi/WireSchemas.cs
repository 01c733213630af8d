using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Stampede.Domain;
using Stampede.Server.Drops;

namespace Stampede.Server.Http;

/// <summary>How types with a converter of their own look on the wire.</summary>
internal static class WireSchemas
{
    /// <summary>In a schema's metadata: the names of the properties that may be left out and are never null.</summary>
    public const string NeverNull = "x-never-null";

    private static readonly HashSet<Type> Ids =
        [typeof(DropId), typeof(VariantId), typeof(ReservationId), typeof(PurchaseId), typeof(PaymentId), typeof(CustomerId), typeof(EntryId)];

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
        else if (context.JsonTypeInfo.ElementType is { } element && Ids.Contains(element))
        {
            // What has a converter of its own is not described inside of a list.
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Opaque." };
        }
        else if (IsRequest(type) && schema.Properties is not null)
        {
            DescribeRequest(schema, context.JsonTypeInfo);
        }
        else if (type == typeof(ProblemBody) && schema.Properties?.TryGetValue("code", out var code) is true && code is OpenApiSchema codes)
        {
            codes.Enum = [.. ProblemKinds.ByCode.Keys.Select(JsonNode (kind) => JsonValue.Create(kind))];
        }

        if (schema.Properties is { Count: > 0 } && !IsRequest(type))
            schema.Required = AlwaysThere(context.JsonTypeInfo);
        return Task.CompletedTask;
    }

    private static bool IsRequest(Type type) => type.Name.EndsWith("Body", StringComparison.Ordinal) && type != typeof(ProblemBody);

    /// <summary>An answer has all of its properties, null or not, but for those that are left out when they are null.</summary>
    private static HashSet<string> AlwaysThere(JsonTypeInfo type) =>
    [
        .. from property in type.Properties
           where property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false) is not [JsonIgnoreAttribute]
           select property.Name,
    ];

    /// <summary>
    /// A request's properties are all nullable in the code, so that the handler can tell what is missing. What it asks
    /// for bears <see cref="RequiredAttribute"/>; the rest may be left out.
    /// </summary>
    private static void DescribeRequest(OpenApiSchema schema, JsonTypeInfo type)
    {
        var needed = type.Properties
            .Where(property => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) is true)
            .Select(property => property.Name)
            .ToHashSet();
        schema.Required = needed;
        var neverNull = type.Properties
            .Where(property => property.AttributeProvider?.IsDefined(typeof(NeverNullAttribute), inherit: false) is true)
            .Select(property => property.Name)
            .ToHashSet();
        foreach (var (name, property) in schema.Properties!)
        {
            if ((needed.Contains(name) || neverNull.Contains(name)) && property is OpenApiSchema plain)
                plain.Type &= ~JsonSchemaType.Null;
        }

        // What is described elsewhere is a reference only when the document is whole.
        (schema.Metadata ??= new Dictionary<string, object>())[NeverNull] = neverNull;
    }

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
