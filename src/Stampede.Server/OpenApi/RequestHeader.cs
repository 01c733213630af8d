using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Stampede.Server.OpenApi;

/// <summary>Endpoint metadata: a header that the handler looks at by itself.</summary>
internal sealed record RequestHeader(string Name, string Description)
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var header in context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestHeader>())
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
