namespace Stampede.Server.Http;

/// <summary>The pages of the storefront and the console: files that the build put into <c>wwwroot</c>.</summary>
internal static class WebAppSetup
{
    // The build names these by their content, so they never change.
    private const string HashedFolder = "/assets/";
    private const string Forever = "public, max-age=31536000, immutable";

    // What belongs to the server; an unknown address below them is a problem, not a page.
    private static readonly string[] ServerPaths = ["/api", "/live", "/openapi", "/health", "/problems", "/docs", "/pictures/uploaded"];

    /// <summary>
    /// After routing: what no endpoint wants. A fallback route would not do, since it also takes what an endpoint wants
    /// with another method or media type, and 405 and 415 would become 404.
    /// </summary>
    public static void UseWebApp(this IApplicationBuilder app)
    {
        var files = WebFiles.Load(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.Use(next => context => context.GetEndpoint() is null && !IsOfServer(context.Request.Path)
            ? Serve(context, files).ExecuteAsync(context)
            : next(context));
    }

    /// <summary>Whether an address is the API's: nothing below it is ever a page.</summary>
    public static bool IsOfServer(PathString path) =>
        Array.Exists(ServerPaths, owned => path.StartsWithSegments(owned, StringComparison.OrdinalIgnoreCase));

    private static IResult Serve(HttpContext context, WebFiles files)
    {
        var path = context.Request.Path;
        if (!HttpMethods.IsGet(context.Request.Method))
            return ApiProblem.Of(ProblemKinds.MethodNotAllowed);
        // An address without a file is one of the app's own: it finds the page by itself.
        var file = files.Find(path) ?? (Path.HasExtension(path) ? null : files.Find("/index.html"));
        return file?.Answer(context, file.Path.StartsWith(HashedFolder, StringComparison.Ordinal) ? Forever : WebFile.AskFirst)
            ?? ApiProblem.Of(ProblemKinds.NotFound);
    }
}
