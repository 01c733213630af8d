using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Stampede.Server.Hosting;

namespace Stampede.Server.Http;

/// <summary>What the description says about the API as a whole.</summary>
internal static class ApiDocument
{
    public const string BearerScheme = "bearer";
    public const string CookieScheme = "cookie";
    public const string KeyScheme = "key";

    public static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Stampede",
            Version = "v1",
            Description =
                "Limited-edition drops that never oversell. Ids are opaque strings, times are ISO 8601 in UTC, money is in the "
                + "currency's smallest unit. Every error is application/problem+json with a stable `code`; what each means stands at "
                + "`/problems/{code}`.",
        };
        document.Servers?.Clear(); // Wherever this document came from.
        if (context.ApplicationServices.GetRequiredService<StampedeSettings>().PathBase is { Length: > 0 } path)
            document.Servers = [new OpenApiServer { Url = path }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The accessToken of a sign-in.",
            },
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key for machines, stk_…, in the header Authorization. The scope that each operation needs stands beside it. With customers:act, "
                    + "the header Stampede-Customer names the customer that the key acts for.",
            },
            [CookieScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = context.ApplicationServices.GetRequiredService<StampedeSettings>().CookieName,
                Description = "Set by a sign-in with ?useCookies=true.",
            },
        };
        foreach (var schema in document.Components.Schemas?.Values.OfType<OpenApiSchema>() ?? [])
            NeverNullWhereRequired(schema);
        return Task.CompletedTask;
    }

    /// <summary>What is never null, and is described elsewhere, comes out as "null or that": say "that".</summary>
    private static void NeverNullWhereRequired(OpenApiSchema schema)
    {
        if (schema is not { Required: { } required, Properties: { } properties })
            return;
        object? neverNull = null;
        _ = schema.Metadata?.TryGetValue(WireSchemas.NeverNull, out neverNull);
        foreach (var name in required.Concat(neverNull as IEnumerable<string> ?? []))
        {
            if (properties.TryGetValue(name, out var property) && property.OneOf is [{ Type: JsonSchemaType.Null }, OpenApiSchemaReference described])
                properties[name] = described;
        }
    }
}
