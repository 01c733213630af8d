namespace Stampede.Server.Http;

/// <summary>Turns every error without a body, and every exception, into a problem.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault)
        {
            var gone = context.RequestAborted.IsCancellationRequested && fault is not BadHttpRequestException;
            var problem = ExceptionProblems.ToProblem(fault, context);
            if (!gone)
                Log(fault, problem, context);
            if (context.Response.HasStarted)
            {
                if (gone)
                    return;
                throw; // Half an answer was sent: the connection is cut, so that nobody takes it for a whole one.
            }

            context.Response.Clear();
            SecurityHeaders.Set(context);
            await AnswerAsync(problem, context);
            return;
        }

        var response = context.Response;
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && response.ContentType is null)
        {
            var kind = ProblemKinds.OfStatus(response.StatusCode);
            var problem = kind.Status == response.StatusCode
                ? ApiProblem.Of(kind)
                : ApiProblem.Of(kind, body => body with { Status = context.Response.StatusCode });
            await AnswerAsync(problem, context);
        }
    }

    private static async Task AnswerAsync(ApiProblem problem, HttpContext context)
    {
        try
        {
            await problem.ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to read it.
        }
    }

    private void Log(Exception fault, ApiProblem problem, HttpContext context)
    {
        if (problem.Kind == ProblemKinds.InternalError)
            Unhandled(fault, context.Request.Method, RouteOf(context));
        else if (problem.Kind == ProblemKinds.DatabaseUnavailable)
            DatabaseAway(context.Request.Method, RouteOf(context), fault.Message);
        else if (problem.Kind == ProblemKinds.Overloaded)
            TooSlow(context.Request.Method, RouteOf(context), fault.Message);
    }

    /// <summary>The route's template: nothing that a caller wrote gets into the log.</summary>
    private static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    [LoggerMessage(1, LogLevel.Error, "Unhandled fault in {Method} {Route}")]
    private partial void Unhandled(Exception fault, string method, string route);

    [LoggerMessage(2, LogLevel.Warning, "The database did not answer {Method} {Route}: {Reason}")]
    private partial void DatabaseAway(string method, string route, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Method} {Route} took too long: {Reason}")]
    private partial void TooSlow(string method, string route, string reason);
}
