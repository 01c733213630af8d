using System.Text;

namespace Stampede.Server.OpenApi;

/// <summary>
/// The API for people, at <c>/docs</c>: Swagger UI's own files with a page of ours around them. Its usual page wants a
/// style written into it, for the bar on top, which our Content-Security-Policy stops; ours does without that bar.
/// </summary>
internal static class ApiPage
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

    public static void MapApiPage(this WebApplication app, string descriptionPath)
    {
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.IndexStream = () => new MemoryStream(Encoding.UTF8.GetBytes(Html));
        });
        var script = $$"""SwaggerUIBundle({ url: "{{descriptionPath}}", dom_id: "#api", deepLinking: true, defaultModelsExpandDepth: 0 });""";
        app.MapGet("/docs/start.js", () => TypedResults.Text(script, "text/javascript", Encoding.UTF8)).ExcludeFromDescription();
    }
}
