using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Stampede.Server.Accounts;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Drops;

/// <summary>Drops out of another program's file.</summary>
internal static class ImportEndpoint
{
    private const string Csv = "text/csv";
    private const string Json = "application/json";

    /// <summary>What is too large is read on to its end, up to here, and thrown away: to a caller that is cut off while sending, the answer is lost.</summary>
    private const int RequestBytesMax = 20 * DropImport.BytesMax;

    public static IServiceCollection AddDropImport(this IServiceCollection services) => services.AddSingleton<DropImport>();

    public static void MapDropImport(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/drops/import", ImportAsync).WithTags("Drops").ForOperators()
        .WithName("ImportDrops").WithSummary("Makes and changes drops by their external ids, from CSV or JSON; without dryRun=false it only says what would be")
        .WithMetadata(new HandlerHashesRequest(), new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(RequestBytesMax))
        .Accepts<ImportDropsBody>(Json, Csv)
        .WithProblems("unauthenticated", "forbidden", "validation_failed", "unsupported_media_type", "payload_too_large", "import_refused", "overloaded", "database_unavailable")
        .WithCost(20)
        .WithExample("""{"drops": [{"externalId": "AO-1", "name": "Air One", "price": {"amountMinor": 19900, "currency": "USD"}, "variants": [{"label": "EU 42", "total": 100, "sku": "AO-1-42"}]}]}""")
        .AddOpenApiOperationTransformer(DescribeCsv);

    /// <param name="dryRun">false: it is written. Absent, or true: it is only looked at.</param>
    private static async Task<Results<Ok<ImportReport>, ApiProblem>> ImportAsync(
        string? dryRun, HttpRequest request, Caller caller, OperatorCall call, DropImport import, IOptions<JsonOptions> json, CancellationToken cancellation)
    {
        var check = new Validation();
        check.Require(dryRun is null or "true" or "false", "dryRun", "true or false.", FieldError.Choice);
        if (check.Failed)
            return check.Problem;
        if (string.IsNullOrEmpty(request.ContentType))
            return ApiProblem.Of(ProblemKinds.UnsupportedMediaType, $"Say what the file is: {Csv} or {Json}.");
        var isDry = dryRun != "false";
        if (await ReadAsync(request.Body, cancellation) is not { } file)
            return ApiProblem.Of(ProblemKinds.PayloadTooLarge, $"A file has at most {DropImport.BytesMax / 1024} KB and {DropImport.RowsMax} rows. Divide it.");
        if (call.Name is not null && call.IsAnsweredFor([.. Encoding.ASCII.GetBytes(isDry ? "dry " : "real "), .. file.Span]))
            return TypedResults.Ok<ImportReport>(null); // The call's own answer takes its place.
        var isCsv = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase);
        var sources = isCsv ? ImportCsv.Read(file, check) : ImportJson.Read(file, json.Value.SerializerOptions, check);
        if (sources is null)
            return check.Problem;
        var plans = await import.PlanAsync(sources, caller.Id, cancellation);
        call.HadNoEffect = true;
        if (isDry)
            return TypedResults.Ok(ReportOf(plans, isDry));
        if (plans.Any(plan => plan.What == ImportOutcome.Refuse))
            return ApiProblem.Of(ProblemKinds.ImportRefused, body => body with { Import = ReportOf(plans, isDry: false) });
        await import.ApplyAsync(plans, caller.Id, call, request.HttpContext);
        return TypedResults.Ok(ReportOf(plans, isDry));
    }

    private static ImportReport ReportOf(IReadOnlyList<ImportPlan> plans, bool isDry)
    {
        return new(isDry, Count(ImportOutcome.Create), Count(ImportOutcome.Change), Count(ImportOutcome.Unchanged), Count(ImportOutcome.Refuse), [.. plans.Select(plan => plan.ToItem())]);

        int Count(ImportOutcome what) => plans.Count(plan => plan.What == what);
    }

    /// <returns>Null: it is too large.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, CancellationToken cancellation)
    {
        var file = new MemoryStream();
        var chunk = new byte[64 * 1024];
        var isTooLarge = false;
        while (await body.ReadAsync(chunk, cancellation) is > 0 and var length)
        {
            isTooLarge |= file.Length + length > DropImport.BytesMax;
            if (!isTooLarge)
                file.Write(chunk, 0, length);
        }

        return isTooLarge ? default(ReadOnlyMemory<byte>?) : file.GetBuffer().AsMemory(0, (int)file.Length);
    }

    private static Task DescribeCsv(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (operation.RequestBody?.Content?.TryGetValue(Csv, out var csv) is true)
            csv.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A row for each variant; docs/integration.md names the columns." };
        return Task.CompletedTask;
    }
}
