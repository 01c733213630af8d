using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.DataProtection;
using Stampede.Postgres.Operators;
using Stampede.Server.Http;

namespace Stampede.Server.Operations;

/// <summary>
/// An operator's POST, as a handler's parameter. A handler that would do something twice writes the answer in the same
/// transaction as the effect, by <see cref="Name"/> and <see cref="Keep"/>; for all others <see cref="OperatorIdempotencyFilter"/> keeps the answer.
/// </summary>
internal sealed class OperatorCall
{
    private IDataProtector? protector;
    private KeptAnswer? earlier;
    private byte[]? asked;

    /// <summary>Null: it came without a key.</summary>
    public RequestName? Name { get; private set; }

    /// <summary>What it is answered with in place of what the handler says. Null: nothing is kept yet.</summary>
    public IResult? Answer { get; private set; }

    /// <summary>What the history says it was about. Null: what the address names.</summary>
    public HistorySubject? About { get; set; }

    /// <summary>What the history says in a line. Null: the body's own fields.</summary>
    public string? Summary { get; set; }

    /// <summary>What the history says in place of one line: each of the things that the call did.</summary>
    public List<HistoryEntry> Deeds { get; } = [];

    /// <summary>What is kept for who asks again lacks a secret that is shown once: whoever asks now gets what the handler says.</summary>
    public bool KeepsNoSecret { get; private set; }

    /// <summary>It was so already: the history has nothing to say.</summary>
    public bool HadNoEffect { get; set; }

    public static OperatorCall Of(HttpContext context)
    {
        if (context.Features.Get<OperatorCall>() is { } known)
            return known;
        var call = new OperatorCall();
        context.Features.Set(call);
        return call;
    }

    public static ValueTask<OperatorCall?> BindAsync(HttpContext context) => ValueTask.FromResult<OperatorCall?>(Of(context));

    /// <param name="kept">The answer of before; null: it is for the first time.</param>
    public void Begin(RequestName name, KeptAnswer? kept, IDataProtector protection) => (Name, earlier, protector) = (name, kept, protection);

    /// <summary>Says what is asked for: the first time it is noted, then it must be the same.</summary>
    /// <returns>Whether it is answered by that; then nothing is to be done any more.</returns>
    public bool IsAnsweredFor(ReadOnlySpan<byte> request)
    {
        asked = SHA256.HashData(request);
        if (earlier is not null)
            Answer = earlier.RequestSha256.AsSpan().SequenceEqual(asked) ? new KeptResult(earlier, Body(earlier), IsAgain: true) : ApiProblem.Of(ProblemKinds.IdempotencyKeyReused);
        return Answer is not null;
    }

    /// <summary>Makes an answer to be kept. Only of a call that has a name.</summary>
    public KeptAnswer Keep<T>(int status, string? location, T body, JsonTypeInfo<T> type) => Keep(status, location, JsonSerializer.SerializeToUtf8Bytes(body, type));

    /// <summary>The same, of an answer that shows a secret once.</summary>
    /// <param name="body">Without the secret.</param>
    public KeptAnswer KeepWithoutSecret<T>(int status, string? location, T body, JsonTypeInfo<T> type)
    {
        KeepsNoSecret = true;
        return Keep(status, location, body, type);
    }

    public KeptAnswer Keep(int status, string? location, byte[] body) => new(
        asked ?? throw new InvalidOperationException("Nobody said what was asked for."), status, location, protector!.Protect(body));

    /// <summary>It is durable: the caller is told this, and so is whoever asks again.</summary>
    public void IsKept(KeptAnswer? kept)
    {
        if (kept is not null)
            Answer = new KeptResult(kept, Body(kept), IsAgain: false);
    }

    private byte[] Body(KeptAnswer kept) => protector!.Unprotect(kept.Body);
}

/// <summary>An answer as it was kept, to the byte.</summary>
internal sealed record KeptResult(KeptAnswer Kept, byte[] Body, bool IsAgain) : IResult
{
    /// <summary>Set to true where nothing was done now.</summary>
    public const string Header = "Idempotency-Replayed";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Kept.Status;
        if (Kept.Location is not null)
            response.Headers.Location = Kept.Location;
        if (IsAgain)
            response.Headers[Header] = "true";
        if (Body.Length == 0)
            return;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
