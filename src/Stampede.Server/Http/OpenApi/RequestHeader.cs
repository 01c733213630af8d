using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Stampede.Server.Accounts;

namespace Stampede.Server.Http;

/// <summary>Endpoint metadata: a header that the handler looks at by itself.</summary>
internal sealed record RequestHeader(string Name, string Description)
{
    /// <summary>Of every POST that is for operators.</summary>
    private static readonly RequestHeader OfOperators = new(
        IdempotencyKey.Header,
        "A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect and the first answer, "
        + "with Idempotency-Replayed: true. It belongs to the operator and to this address, and is kept for a week at least.");

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var headers = metadata.OfType<RequestHeader>();
        if (context.Description.HttpMethod == HttpMethods.Post && metadata.OfType<IAuthorizeData>().Any(data => Policies.IsOfShop(data.Policy)))
            headers = headers.Append(OfOperators);
        foreach (var header in headers)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Description = header.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    }
}

internal static class RequestHeaders
{
    public static TBuilder WithHeader<TBuilder>(this TBuilder endpoint, string name, string description)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequestHeader(name, description));
}
