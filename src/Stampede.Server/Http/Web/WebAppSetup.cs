using Microsoft.Net.Http.Headers;
using Stampede.Server.Storefront;

namespace Stampede.Server.Http;

/// <summary>The pages of the storefront and the console: files that the build put into <c>wwwroot</c>.</summary>
internal static class WebAppSetup
{
    // The build names these by their content, so they never change.
    private const string HashedFolder = "/assets/";
    private const string Forever = "public, max-age=31536000, immutable";

    // The demo's drawings may become others with a new version of the server, and seldom do.
    private const string DrawingsFolder = "/pictures/";
    private const string ForADay = "public, max-age=86400";

    // Other sites' pages load the widget from here by its fixed name; a new version reaches them within an hour.
    private const string EmbedFolder = "/embed/";
    private const string ForAnHour = "public, max-age=3600";

    // What belongs to the server; an unknown address below them is a problem, not a page.
    private static readonly string[] ServerPaths = ["/api", "/live", "/openapi", "/health", "/problems", "/docs", "/pictures/uploaded"];

    /// <summary>
    /// After routing: what no endpoint wants. A fallback route would not do, since it also takes what an endpoint wants
    /// with another method or media type, and 405 and 415 would become 404.
    /// </summary>
    public static void UseWebApp(this IApplicationBuilder app)
    {
        var files = app.ApplicationServices.GetRequiredService<WebFiles>();
        var pages = app.ApplicationServices.GetRequiredService<StorefrontPages>();
        app.Use(next => async context =>
        {
            if (context.GetEndpoint() is not null || IsOfServer(context.Request.Path))
                await next(context);
            else
                await (await ServeAsync(context, files, pages)).ExecuteAsync(context);
        });
    }

    /// <summary>Whether an address is the API's: nothing below it is ever a page.</summary>
    public static bool IsOfServer(PathString path) =>
        Array.Exists(ServerPaths, owned => path.StartsWithSegments(owned, StringComparison.OrdinalIgnoreCase));

    private static async Task<IResult> ServeAsync(HttpContext context, WebFiles files, StorefrontPages pages)
    {
        var path = context.Request.Path;
        if (!HttpMethods.IsGet(context.Request.Method))
            return ApiProblem.Of(ProblemKinds.MethodNotAllowed);
        if (path != PageTemplate.Path && files.Find(path) is { } file)
        {
            if (file.Path.StartsWith(EmbedFolder, StringComparison.Ordinal))
                context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            return file.Answer(context, file.Path.StartsWith(HashedFolder, StringComparison.Ordinal) ? Forever
                : file.Path.StartsWith(DrawingsFolder, StringComparison.Ordinal) ? ForADay
                : file.Path.StartsWith(EmbedFolder, StringComparison.Ordinal) ? ForAnHour
                : WebFile.AskFirst);
        }

        // An address without a file is one of the app's own, or nothing.
        return Path.HasExtension(path) && path != PageTemplate.Path ? ApiProblem.Of(ProblemKinds.NotFound) : await pages.AnswerAsync(context);
    }
}
