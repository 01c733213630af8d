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
        options.AddOperationTransformer(RequestHeader.DescribeAsync);
        options.AddOperationTransformer(RequestExample.DescribeAsync);
        options.AddDocumentTransformer(ApiDocument.DescribeAsync);
    });

    public static void MapApiDescription(this WebApplication app)
    {
        const string Path = $"/openapi/{DocumentName}.json";
        app.MapOpenApi(Path);
        app.MapApiPage(Path);
    }
}
