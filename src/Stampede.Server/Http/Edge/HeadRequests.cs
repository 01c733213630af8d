namespace Stampede.Server.Http;

/// <summary>HEAD is answered wherever GET is: by the same handlers, with the same headers. Kestrel leaves the body out.</summary>
internal static class HeadRequests
{
    /// <summary>Endpoint metadata: the answer has no end, so HEAD is refused.</summary>
    public sealed record Endless;

    private sealed record AskedByHead
    {
        public static readonly AskedByHead Instance = new();
    }

    /// <summary>Must stand before routing, which would find only endpoints that are mapped for HEAD.</summary>
    public static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        if (!HttpMethods.IsHead(context.Request.Method))
            return next(context);
        context.Request.Method = HttpMethods.Get;
        context.Features.Set(AskedByHead.Instance);
        return next(context);
    });

    /// <summary>After routing.</summary>
    public static IApplicationBuilder UseNoHeadOfEndless(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        if (context.Features.Get<AskedByHead>() is null || context.GetEndpoint()?.Metadata.GetMetadata<Endless>() is null)
            return next(context);
        context.Response.Headers.Allow = HttpMethods.Get;
        return ApiProblem.Of(ProblemKinds.MethodNotAllowed).ExecuteAsync(context);
    });
}
