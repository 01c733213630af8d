namespace Stampede.Server.Http;

/// <summary>
/// Serves the shop below a path, such as /shop. A request may come with the path or without it, as the proxy in front keeps or strips it. What
/// leads to another address always has it.
/// </summary>
internal static class BelowPath
{
    /// <summary>Must stand before all that looks at a request's path.</summary>
    public static void UseBelowPath(this IApplicationBuilder app, string path)
    {
        if (path.Length == 0)
            return;
        app.UsePathBase(path);
        app.Use(next => context =>
        {
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                // Some handlers know the path already, by the request.
                if (headers.Location is [['/', ..] location] && !location.StartsWith("//", StringComparison.Ordinal) && !new PathString(location).StartsWithSegments(path))
                    headers.Location = path + location;
                return Task.CompletedTask;
            });
            return next(context);
        });
    }
}
