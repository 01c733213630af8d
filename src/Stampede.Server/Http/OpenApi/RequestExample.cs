using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Stampede.Server.Http;

/// <summary>Endpoint metadata: a body that works, to copy from.</summary>
internal sealed record RequestExample(string Json)
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestExample>().LastOrDefault() is { } example
            && operation.RequestBody?.Content?.TryGetValue("application/json", out var content) is true)
            content.Example = JsonNode.Parse(example.Json);
        return Task.CompletedTask;
    }
}

internal static class RequestExamples
{
    public static TBuilder WithExample<TBuilder>(this TBuilder endpoint, string json)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequestExample(json));
}
