using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Stampede.Server.Http;

internal static class ProblemSetup
{
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        // What does not bind is thrown with its reason, which the middleware tells by field.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>Before everything that can fail.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app.UseMiddleware<ProblemMiddleware>();

    /// <summary>What a problem's <c>type</c> leads to.</summary>
    public static void MapProblems(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/problems/{code}", Explain).ExcludeFromDescription();

    /// <summary>Names the problems that an operation may answer with, for its documentation.</summary>
    /// <param name="codes">Of <see cref="ProblemKinds"/>; an unknown one stops the start.</param>
    public static TBuilder WithProblems<TBuilder>(this TBuilder endpoint, params string[] codes)
        where TBuilder : IEndpointConventionBuilder
    {
        var kinds = codes.Select(code => ProblemKinds.ByCode.TryGetValue(code, out var kind)
            ? kind
            : throw new ArgumentException($"There is no problem '{code}'.", nameof(codes))).ToArray();
        return endpoint.WithMetadata(new PossibleProblems(kinds));
    }

    private static Results<ContentHttpResult, ApiProblem> Explain(string code)
    {
        if (!ProblemKinds.ByCode.TryGetValue(code, out var kind))
            return ApiProblem.Of(ProblemKinds.NotFound);
        var text = new StringBuilder().AppendLine(kind.Title).AppendLine().AppendLine(kind.Detail).AppendLine();
        text.Append("code: ").AppendLine(kind.Code).Append("status: ").Append(kind.Status).AppendLine();
        return TypedResults.Text(text.ToString());
    }
}

/// <summary>Endpoint metadata: the problems that it may answer with, beside those that every one may.</summary>
internal sealed record PossibleProblems(IReadOnlyList<ProblemKind> Kinds);
