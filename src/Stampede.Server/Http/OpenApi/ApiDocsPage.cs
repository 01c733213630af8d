using System.IO.Compression;
using System.Text;
using Stampede.Server.Hosting;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Stampede.Server.Http;

/// <summary>
/// The API for people, at <c>/docs</c>: Swagger UI's own files with a page of ours around them. Its usual page wants a
/// style written into it, for the bar on top, which our Content-Security-Policy stops; ours does without that bar.
/// </summary>
internal static class ApiDocsPage
{
    private const string Html =
        """
        <!DOCTYPE html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Stampede API</title>
            <link rel="icon" href="./favicon-32x32.png">
            <link rel="stylesheet" href="./swagger-ui.css">
          </head>
          <body>
            <main id="api"></main>
            <script src="./swagger-ui-bundle.js"></script>
            <script src="./start.js"></script>
          </body>
        </html>
        """;

    /// <summary>Where the package keeps Swagger UI's files, compressed by gzip.</summary>
    private const string Folder = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    public static void MapApiPage(this WebApplication app, string descriptionPath)
    {
        var files = new Lazy<WebFiles>(() => Load(app.Services.GetRequiredService<StampedeSettings>().PathBase + descriptionPath));
        app.MapGet("/docs", (HttpRequest request) => TypedResults.Redirect(request.Path.Value!.EndsWith('/') ? "index.html" : "docs/index.html", permanent: true))
            .ExcludeFromDescription();
        app.MapGet("/docs/{file}", (string file, HttpContext context) =>
            files.Value.Find($"/{file}")?.Answer(context, WebFile.AskFirst) ?? ApiProblem.Of(ProblemKinds.NotFound))
            .ExcludeFromDescription().WithCost(OpenApiSetup.LargeAnswerCost);
    }

    private static WebFiles Load(string descriptionPath)
    {
        var script = $$"""SwaggerUIBundle({ url: "{{descriptionPath}}", dom_id: "#api", deepLinking: true, defaultModelsExpandDepth: 0 });""";
        return new WebFiles(
        [
            new("/index.html", "text/html", Encoding.UTF8.GetBytes(Html)),
            new("/start.js", "text/javascript", Encoding.UTF8.GetBytes(script)),
            new("/swagger-ui.css", "text/css", Read("swagger-ui.css")),
            new("/swagger-ui-bundle.js", "text/javascript", Read("swagger-ui-bundle.js")),
            new("/favicon-32x32.png", "image/png", Read("favicon-32x32.png")),
        ]);
    }

    private static byte[] Read(string file)
    {
        using var compressed = typeof(SwaggerUIOptions).Assembly.GetManifestResourceStream(Folder + file)
            ?? throw new InvalidOperationException($"Swagger UI has no {file}.");
        using var reading = new GZipStream(compressed, CompressionMode.Decompress);
        using var content = new MemoryStream();
        reading.CopyTo(content);
        return content.ToArray();
    }
}
