using Microsoft.OpenApi;

namespace Stampede.Server.OpenApi;

/// <summary>The API's description, for programs at <c>/openapi/v1.json</c> and for people at <c>/docs</c>; made from the code.</summary>
internal static class OpenApiSetup
{
    private const string DocumentName = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = WireTypes.ReferenceIdOf;
        options.AddSchemaTransformer(WireTypes.DescribeAsync);
        options.AddOperationTransformer(OperationProblems.DescribeAsync);
        options.AddOperationTransformer(RequestExample.DescribeAsync);
        options.AddDocumentTransformer(ApiDocument.DescribeAsync);
    });

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi($"/openapi/{DocumentName}.json");
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "Stampede API";
            // Without the bar on top, the page keeps to our Content-Security-Policy: the bar's logo has a style of its own.
            options.ConfigObject.AdditionalItems["layout"] = "BaseLayout";
            options.ConfigObject.AdditionalItems["url"] = $"/openapi/{DocumentName}.json";
        });
    }
}
