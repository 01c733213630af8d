using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Server.Accounts;

namespace Stampede.Server.Http;

/// <summary>The problem that a caller is told when an exception reaches the edge. Only faults come as exceptions; expected outcomes are values.</summary>
internal static partial class ExceptionProblems
{
    public static ApiProblem ToProblem(Exception fault, HttpContext context) => fault switch
    {
        BadHttpRequestException bad => OfRequest(bad),
        // The framework takes a charset that it does not know for a fault of the server.
        InvalidOperationException or NotSupportedException when NamesUnknownCharset(context.Request) => ProblemKinds.UnsupportedMediaType,
        _ when context.RequestAborted.IsCancellationRequested => ProblemKinds.RequestCancelled,
        _ when IsUntypable(fault) => ApiProblem.Invalid("request", "Contains characters that cannot be kept, such as NUL."),
        _ when DatabaseFaults.IsOutOfHandles(fault) => ProblemKinds.Overloaded,
        // The commit may be lost or not yet on a standby: the same request may be sent again.
        CommitUnknownException => ProblemKinds.DatabaseUnavailable,
        _ when IsOfDatabase(fault) => ProblemKinds.DatabaseUnavailable,
        OperationCanceledException or TimeoutException => ProblemKinds.Overloaded,
        _ => ApiProblem.Of(ProblemKinds.InternalError, body => body with { TraceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier }),
    };

    /// <summary>True where the database is away or full: the request may be tried again, and the code is not at fault.</summary>
    public static bool IsOfDatabase(Exception fault)
    {
        for (Exception? at = fault; at is not null; at = at.InnerException)
        {
            if (at is PostgresException postgres)
                return postgres.IsTransient || IsAway(postgres.SqlState);
            if (at is NpgsqlException)
                return true;
        }

        return false;
    }

    private static bool IsAway(string state) =>
        state is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
        || state.StartsWith("08", StringComparison.Ordinal) // The connection.
        || state.StartsWith("53", StringComparison.Ordinal) // Disk, memory, connections: all used up.
        || state.StartsWith("57P", StringComparison.Ordinal) // Shutting down or starting.
        || state.StartsWith("58", StringComparison.Ordinal); // The system under it.

    /// <summary>Text that PostgreSQL cannot store. Validation refuses it by field; this is for fields that it does not check.</summary>
    private static bool IsUntypable(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }
            or System.Text.EncoderFallbackException
        || (fault.InnerException is { } inner && IsUntypable(inner));

    private static bool NamesUnknownCharset(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue)
            return false;
        try
        {
            Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString());
            return false;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return true; // UTF-7 is known, and not supported.
        }
    }

    // ASP.NET Core and System.Text.Json have one exception type each for all that can be wrong with a request, so their texts have to be
    // read. The tests in MalformedRequests fail when a new version words them in another way.
    private static ApiProblem OfRequest(BadHttpRequestException bad)
    {
        if (bad.StatusCode != StatusCodes.Status400BadRequest)
            return ProblemKinds.OfStatus(bad.StatusCode);
        if (bad.InnerException is JsonException json)
            return OfJson(json);
        if (FailedToBind().Match(bad.Message) is { Success: true } failed)
            return ApiProblem.Invalid(failed.Groups["name"].Value, "Has the wrong type or form.");
        if (NotProvided().Match(bad.Message) is { Success: true } missing)
        {
            return missing.Groups["from"].Value switch
            {
                "body" => ApiProblem.Invalid("body", "A JSON body is needed."),
                nameof(Caller) => ProblemKinds.Unauthenticated, // Asked for by a handler that anybody may call.
                _ => ApiProblem.Invalid(missing.Groups["name"].Value, "Is needed."),
            };
        }

        return bad.Message.Contains("body", StringComparison.Ordinal)
            ? ApiProblem.Invalid("body", "A JSON body is needed.")
            : ProblemKinds.BadRequest;
    }

    private static ApiProblem OfJson(JsonException json)
    {
        if (Unmapped().Match(json.Message) is { Success: true } unmapped)
            return ApiProblem.Invalid(PathTo(unmapped.Groups["name"].Value, json.Path), "There is no such field here. Compare it with /docs.");
        var field = json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";
        if (json.InnerException is not JsonException && field != "body")
            return ApiProblem.Invalid(field, WordsFor(json));
        var place = json is { LineNumber: { } line, BytePositionInLine: { } position } ? $" (line {line + 1}, byte {position + 1})" : "";
        return ApiProblem.Invalid("body", json.InnerException is JsonException ? $"Is not valid JSON{place}." : WordsFor(json));
    }

    /// <summary>The path ends with the object that the field is in, or with the field.</summary>
    private static string PathTo(string name, string? path)
    {
        var within = path?.TrimStart('$').TrimStart('.') ?? "";
        return within.Length == 0 || within == name || within.EndsWith($".{name}", StringComparison.Ordinal) ? (within.Length == 0 ? name : within) : $"{within}.{name}";
    }

    /// <summary>The serializer's messages name .NET types. Callers are told what is wanted instead.</summary>
    private static string WordsFor(JsonException json)
    {
        // A converter of ours says it in its own words.
        if (json.Message.StartsWith("Not ", StringComparison.Ordinal))
            return $"Is {char.ToLowerInvariant(json.Message[0])}{json.Message.AsSpan(1)}";
        return (json.InnerException?.Message ?? json.Message) switch
        {
            var m when m.Contains("as a string", StringComparison.Ordinal) => "Must be text.",
            var m when m.Contains("as a boolean", StringComparison.Ordinal) => "Must be true or false.",
            var m when m.Contains("as a number", StringComparison.Ordinal) => "Must be a number.",
            var m when m.Contains("out of bounds for an Int", StringComparison.Ordinal) => "Must be a whole number in range.",
            var m when m.Contains("List`1", StringComparison.Ordinal) || m.Contains("[]", StringComparison.Ordinal) => "Must be a list.",
            var m when m.Contains("Duplicate property", StringComparison.OrdinalIgnoreCase) => "Is there twice.",
            _ => "Has the wrong type or form.",
        };
    }

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped to any \\.NET member", RegexOptions.Singleline)]
    private static partial Regex Unmapped();

    [GeneratedRegex("""^Failed to bind parameter ".*?(?<name>\w+)" from """)]
    private static partial Regex FailedToBind();

    [GeneratedRegex("""^Required parameter ".*?(?<name>\w+)" was not provided from (?<from>\w+)""")]
    private static partial Regex NotProvided();
}
