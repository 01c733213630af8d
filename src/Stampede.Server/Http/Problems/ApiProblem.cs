using System.Globalization;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Stampede.Server.Http;

/// <summary>A problem as the answer to a request: <c>Results&lt;Ok&lt;T&gt;, ApiProblem&gt;</c>.</summary>
internal sealed class ApiProblem : IResult, IStatusCodeHttpResult, IContentTypeHttpResult, IValueHttpResult<ProblemBody>, IValueHttpResult
{
    public const string MediaType = "application/problem+json";

    // A crowd that is told "sold out" is told the same bytes.
    private static readonly Dictionary<string, ApiProblem> Plain =
        ProblemKinds.ByCode.Values.ToDictionary(kind => kind.Code, kind => new ApiProblem(kind, BodyOf(kind)) { written = Write(BodyOf(kind)) });

    private byte[]? written;

    private ApiProblem(ProblemKind kind, ProblemBody body)
    {
        Kind = kind;
        Body = body;
    }

    public ProblemKind Kind { get; }

    public ProblemBody Body { get; }

    public int? StatusCode => Body.Status;

    public string ContentType => MediaType;

    ProblemBody IValueHttpResult<ProblemBody>.Value => Body;

    object IValueHttpResult.Value => Body;

    public static implicit operator ApiProblem(ProblemKind kind) => Of(kind);

    public static ApiProblem Of(ProblemKind kind) => Plain[kind.Code];

    /// <param name="detail">In place of the kind's own.</param>
    public static ApiProblem Of(ProblemKind kind, string detail) => new(kind, BodyOf(kind) with { Detail = detail });

    /// <param name="shape">Fills in what this one has beside its kind.</param>
    public static ApiProblem Of(ProblemKind kind, Func<ProblemBody, ProblemBody> shape) => new(kind, shape(BodyOf(kind)));

    /// <summary>One field is wrong.</summary>
    public static ApiProblem Invalid(string field, string error, FieldError? code = null) => Invalid(
        new Dictionary<string, IReadOnlyList<string>> { [field] = [error] },
        new Dictionary<string, IReadOnlyList<FieldError>> { [field] = [code ?? FieldError.Invalid] });

    public static ApiProblem Invalid(
        IReadOnlyDictionary<string, IReadOnlyList<string>> errors, IReadOnlyDictionary<string, IReadOnlyList<FieldError>> codes) =>
        Of(ProblemKinds.ValidationFailed, body => body with { Errors = errors, Codes = codes });

    /// <summary>The same problem, worth another try only after <paramref name="delay"/>.</summary>
    public ApiProblem After(TimeSpan delay) =>
        new(Kind, Body with { RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(delay.TotalSeconds)) });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var body = written ?? Write(Body);
        response.StatusCode = Body.Status;
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        if (Body.RetryAfterSeconds is { } seconds)
            response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    private static ProblemBody BodyOf(ProblemKind kind) => new()
    {
        Type = kind.Type,
        Title = kind.Title,
        Status = kind.Status,
        Detail = kind.Detail,
        Code = kind.Code,
        RetryAfterSeconds = kind.RetryAfterSeconds,
    };

    private static byte[] Write(ProblemBody body) => JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Wire.ProblemBody);
}
