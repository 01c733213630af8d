using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Stampede.Server.Http;

/// <summary>An answer that was serialised before, for more than one caller. Of 200, and of the type <typeparamref name="T"/>.</summary>
internal sealed class JsonAnswer<T>(SharedJson json) : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult, IContentTypeHttpResult
{
    public int? StatusCode => StatusCodes.Status200OK;

    public string ContentType => "application/json; charset=utf-8";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var (body, encoding) = await json.ForAsync(httpContext.Request.Headers.AcceptEncoding);
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        response.Headers.ContentEncoding = encoding;
        await response.WriteSharedAsync(body, httpContext.RequestAborted);
    }
}
