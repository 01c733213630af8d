using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Stampede.Postgres;
using Stampede.Postgres.Operations;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Drops;

internal sealed record UploadedPicture(string ImageUrl);

/// <summary>Pictures of drops, uploaded by operators and shown to everybody.</summary>
internal static class PictureEndpoints
{
    private const string Uploaded = "/pictures/uploaded";

    // An address is of one picture for ever. Opened by itself, it is a picture and nothing that could run.
    private const string Forever = "public, max-age=31536000, immutable";
    private const string OnlyAPicture = "default-src 'none'; sandbox";

    /// <summary>Needs the storage.</summary>
    public static IServiceCollection AddPictures(this IServiceCollection services) => services
        .AddSingleton(provider => new PictureRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton<PictureUploads>()
        .AddSingleton<PictureCache>();

    public static void MapPictures(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/pictures", UploadAsync).WithName("UploadPicture").WithTags("Pictures").WithSummary("Takes a PNG, JPEG or WebP of at most 5 MB")
            .ForOperators()
            .WithMetadata(new HandlerHashesRequest(), new RequestSizeLimitAttribute(PictureUploads.RequestBytesMax))
            .WithProblems("unauthenticated", "forbidden", "validation_failed", "unsupported_media_type", "picture_type", "picture_too_large", "overloaded")
            .AddOpenApiOperationTransformer(DescribeUpload);
        routes.MapGet($"{Uploaded}/{{id}}", FindAsync).WithName("GetPicture").WithTags("Pictures").WithSummary("An uploaded picture")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"])
            .WithProblems("not_found");
    }

    private static async Task<Results<Created<UploadedPicture>, ApiProblem>> UploadAsync(HttpRequest request, OperatorCall call, PictureUploads uploads)
    {
        var (id, problem) = await uploads.TakeAsync(request, call);
        if (problem is not null)
            return problem;
        var imageUrl = $"{Uploaded}/{id}";
        return TypedResults.Created(imageUrl, new UploadedPicture(imageUrl));
    }

    private static async Task<Results<FileStreamHttpResult, ApiProblem>> FindAsync(
        string id, HttpResponse response, PictureCache shelf, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(id, "D", out var picture) || await shelf.FindAsync(picture, cancellation) is not { } found)
            return ApiProblem.Of(ProblemKinds.NotFound);
        response.Headers.CacheControl = Forever;
        response.Headers.ContentSecurityPolicy = OnlyAPicture;
        return TypedResults.Stream(
            new MemoryStream(found.Bytes, writable: false), found.ContentType, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(found.Sha256)}\""));
    }

    private static Task DescribeUpload(OpenApiOperation operation, Microsoft.AspNetCore.OpenApi.OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { PictureUploads.Field },
                        Properties = new Dictionary<string, IOpenApiSchema> { [PictureUploads.Field] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                    },
                },
            },
        };
        return Task.CompletedTask;
    }
}
