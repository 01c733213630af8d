using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Stampede.Server.Http;

/// <summary>The API's description, for programs at <c>/openapi/v1.json</c> and for people at <c>/docs</c>; made from the code.</summary>
internal static class OpenApiSetup
{
    private const string DocumentName = "v1";

    /// <summary>Of an answer of some hundred kilobytes where it is asked for uncompressed, in requests.</summary>
    internal const int LargeAnswerCost = 50;

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = WireSchemas.ReferenceIdOf;
        options.AddSchemaTransformer(WireSchemas.DescribeAsync);
        options.AddOperationTransformer(OperationProblems.DescribeAsync);
        options.AddOperationTransformer(RequestHeader.DescribeAsync);
        options.AddOperationTransformer(RequestExample.DescribeAsync);
        options.AddDocumentTransformer(ApiDocument.DescribeAsync);
    });

    public static void MapApiDescription(this WebApplication app)
    {
        const string Path = $"/openapi/{DocumentName}.json";
        // Made and compressed once: it is the same for all, and making it costs far more than any other answer.
        var document = new Lazy<Task<WebFile>>(() => MakeAsync(app.Services));
        app.MapGet(Path, async (HttpRequest request) => (await document.Value).Answer(request.HttpContext, WebFile.AskFirst)).ExcludeFromDescription()
            .WithCost(LargeAnswerCost);
        app.MapApiPage(Path);
    }

    private static async Task<WebFile> MakeAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName).GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return new WebFile($"/openapi/{DocumentName}.json", "application/json", json.ToArray());
    }
}
