using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Operations;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Drops;

/// <param name="Width">In pixels, as it is kept: what is larger was made smaller.</param>
/// <param name="Sources">Smaller files of the same picture, as for HTML's picture element.</param>
internal sealed record UploadedPicture(string ImageUrl, int Width, int Height, IReadOnlyList<PictureSource> Sources)
{
    public static UploadedPicture Of(Guid id, NewPicture made)
    {
        var url = PictureEndpoints.UrlOf(id);
        return new(url, made.Width, made.Height, [PictureSource.Of(url, made.Sizes.Select(size => size.Width))]);
    }
}

/// <summary>Pictures of drops, uploaded by operators and shown to everybody.</summary>
internal static class PictureEndpoints
{
    private const string Uploaded = "/pictures/uploaded";

    // An address is of one picture for ever. Opened by itself, it is a picture and nothing that could run.
    private const string Forever = "public, max-age=31536000, immutable";
    private const string SizeSuffix = ".webp";
    private const string OnlyAPicture = "default-src 'none'; sandbox";

    /// <summary>Needs the storage.</summary>
    public static IServiceCollection AddPictures(this IServiceCollection services) => services
        .AddSingleton(provider => new PictureRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton<PictureWork>()
        .AddSingleton<PictureUploads>()
        .AddSingleton<PictureCache>();

    public static void MapPictures(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/pictures", UploadAsync).WithName("UploadPicture").WithTags("Pictures").WithSummary("Takes a PNG, JPEG or WebP of at most 5 MB")
            .ForOperators()
            .WithMetadata(new HandlerHashesRequest(), new RequestSizeLimitAttribute(PictureUploads.RequestBytesMax))
            .WithProblems("unauthenticated", "forbidden", "validation_failed", "unsupported_media_type", "picture_type", "picture_heic", "picture_too_large", "overloaded")
            .AddOpenApiOperationTransformer(DescribeUpload);
        routes.MapGet($"{Uploaded}/{{id}}", FindAsync).WithName("GetPicture").WithTags("Pictures").WithSummary("An uploaded picture")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"])
            .WithProblems("not_found");
        routes.MapGet($"{Uploaded}/{{id}}/{{file}}", FindSizeAsync).WithName("GetPictureSize").WithTags("Pictures").WithSummary("An uploaded picture in one of its widths: 480.webp")
            .Produces(StatusCodes.Status200OK, contentType: "image/webp")
            .WithProblems("not_found");
    }

    public static string UrlOf(Guid id) => $"{Uploaded}/{id}";

    /// <returns>Null: it is no address of a picture that was uploaded here.</returns>
    public static Guid? IdOf(string url) =>
        url.StartsWith($"{Uploaded}/", StringComparison.Ordinal) && Guid.TryParseExact(url.AsSpan(Uploaded.Length + 1), "D", out var id) ? id : null;

    private static async Task<Results<Created<UploadedPicture>, ApiProblem>> UploadAsync(HttpRequest request, OperatorCall call, PictureUploads uploads)
    {
        var (picture, problem) = await uploads.TakeAsync(request, call);
        return problem is not null ? problem : TypedResults.Created(picture?.ImageUrl, picture);
    }

    private static async Task<Results<FileStreamHttpResult, ApiProblem>> FindAsync(
        string id, HttpResponse response, PictureCache shelf, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(id, "D", out var picture) || await shelf.FindAsync(picture, null, cancellation) is not { } found)
            return ApiProblem.Of(ProblemKinds.NotFound);
        return Show(found, response);
    }

    private static async Task<Results<FileStreamHttpResult, ApiProblem>> FindSizeAsync(
        string id, string file, HttpResponse response, PictureCache shelf, CancellationToken cancellation)
    {
        var isSize = file.EndsWith(SizeSuffix, StringComparison.Ordinal) && file[0] is not '0';
        if (!isSize || !int.TryParse(file.AsSpan(0, file.Length - SizeSuffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || !Guid.TryParseExact(id, "D", out var picture) || await shelf.FindAsync(picture, width, cancellation) is not { } found)
            return ApiProblem.Of(ProblemKinds.NotFound);
        return Show(found, response);
    }

    private static FileStreamHttpResult Show(StoredPicture found, HttpResponse response)
    {
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
