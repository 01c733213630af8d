using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Stampede.Server.Accounts;
using Stampede.Server.Operations;

namespace Stampede.Server.Http;

/// <summary>Lists every problem that an operation may answer with: those it names, and those that follow from what it asks for.</summary>
internal static class OperationProblems
{
    private const string SchemaName = "Problem";

    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var document = context.Document ?? throw new InvalidOperationException("An operation is described within its document.");
        if (document.Components?.Schemas?.ContainsKey(SchemaName) is not true)
            document.AddComponent(SchemaName, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancellation));

        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToArray();
        if (policies.Length > 0)
        {
            operation.Security =
            [
                new() { [new OpenApiSecuritySchemeReference(ApiDocument.BearerScheme, document)] = [] },
                new() { [new OpenApiSecuritySchemeReference(ApiDocument.CookieScheme, document)] = [] },
            ];
            // Which scope it takes is a role in OpenAPI's words.
            if (operation.OperationId is { } name && OperationScopes.Of(name) is { } scope)
                operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(ApiDocument.KeyScheme, document)] = [KeyScopeNames.Of(scope)[0]] });
        }

        var kinds = metadata.OfType<PossibleProblems>().SelectMany(possible => possible.Kinds)
            .Concat(Implied(operation, policies, context.Description.HttpMethod))
            .Distinct();
        operation.Responses ??= [];
        foreach (var kindsOfStatus in kinds.GroupBy(kind => kind.Status).OrderBy(group => group.Key))
            operation.Responses[kindsOfStatus.Key.ToString(CultureInfo.InvariantCulture)] = ResponseOf([.. kindsOfStatus], document);
    }

    private static IEnumerable<ProblemKind> Implied(OpenApiOperation operation, string?[] policies, string? method)
    {
        if (operation.RequestBody is not null)
        {
            yield return ProblemKinds.ValidationFailed;
            yield return ProblemKinds.PayloadTooLarge;
            yield return ProblemKinds.UnsupportedMediaType;
        }
        else if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query) is true)
        {
            yield return ProblemKinds.ValidationFailed;
        }

        if (policies.Length > 0)
        {
            yield return ProblemKinds.Unauthenticated;
            if (policies.Any(Policies.IsOfShop))
            {
                yield return ProblemKinds.Forbidden;
                yield return ProblemKinds.SecondFactorSetupRequired;
            }

            if (operation.OperationId is { } name && OperationScopes.Of(name) is not null)
                yield return ProblemKinds.InsufficientScope;
            if (policies.Any(Policies.IsOfShop) && method == HttpMethods.Post)
            {
                yield return ProblemKinds.ValidationFailed;
                yield return ProblemKinds.IdempotencyKeyReused;
            }

            if (method is not ("GET" or "HEAD"))
                yield return ProblemKinds.CsrfRejected;
        }

        yield return ProblemKinds.RateLimited;
        yield return ProblemKinds.DatabaseUnavailable;
    }

    private static OpenApiResponse ResponseOf(ProblemKind[] kinds, OpenApiDocument document)
    {
        var content = new OpenApiMediaType
        {
            Schema = new OpenApiSchemaReference(SchemaName, document),
            Examples = kinds.ToDictionary(kind => kind.Code, IOpenApiExample (kind) => new OpenApiExample
            {
                Summary = kind.Title,
                Value = ExampleOf(kind),
            }),
        };
        var response = new OpenApiResponse
        {
            Description = string.Join(" · ", kinds.Select(kind => $"`{kind.Code}`: {kind.Title}")),
            Content = new Dictionary<string, OpenApiMediaType> { [ApiProblem.MediaType] = content },
        };
        if (kinds.Any(kind => kind.RetryAfterSeconds is not null))
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = "Seconds to wait before the same request may succeed.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
                },
            };
        }

        return response;
    }

    private static JsonNode? ExampleOf(ProblemKind kind)
    {
        var body = ApiProblem.Of(kind).Body;
        if (kind == ProblemKinds.ValidationFailed)
            body = ApiProblem.Invalid("quantity", "From 1 to 2.", FieldError.Range(1, 2)).Body;
        return JsonSerializer.SerializeToNode(body, ApiJson.Wire.ProblemBody);
    }
}
