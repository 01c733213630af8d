using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Stampede.Server.Http;

/// <summary>Answers 200 with a <typeparamref name="T"/> that was serialised before, for more than one caller.</summary>
internal sealed class PreparedJsonResult<T>(PreparedJson json) : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult, IContentTypeHttpResult
{
    private const int SliceBytes = 16 * 1024;

    /// <summary>What it is known by: whoever has it already is answered 304. Null: it is not kept by anybody.</summary>
    public string? ETag { get; init; }

    /// <summary>For how long caches between may keep it, where it has an <see cref="ETag"/>.</summary>
    public int MaxAgeSeconds { get; init; }

    public int? StatusCode => StatusCodes.Status200OK;

    public string ContentType => "application/json; charset=utf-8";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
            response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={MaxAgeSeconds}");
            if (httpContext.Request.Headers.IfNoneMatch.Contains(ETag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        var (body, encoding) = await json.ForAsync(httpContext.Request.Headers.AcceptEncoding);
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        response.Headers.ContentEncoding = encoding;
        await WriteSlicesAsync(response.Body, body, httpContext.RequestAborted);
    }

    /// <summary>
    /// Slice by slice, as the connection has room. Written at once, all of it would be copied for this caller, and kept for as
    /// long as the caller does not read.
    /// </summary>
    private static async ValueTask WriteSlicesAsync(Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        for (; bytes.Length > SliceBytes; bytes = bytes[SliceBytes..])
            await stream.WriteAsync(bytes[..SliceBytes], cancellation);
        await stream.WriteAsync(bytes, cancellation);
    }
}
