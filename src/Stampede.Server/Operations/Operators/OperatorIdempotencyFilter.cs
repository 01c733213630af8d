using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Stampede.Postgres.Operators;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Http;

namespace Stampede.Server.Operations;

/// <summary>Endpoint metadata: the request has no JSON body, so the handler itself tells what is asked for, by <see cref="OperatorCall.IsAnsweredFor"/>.</summary>
internal sealed record HandlerHashesRequest;

/// <summary>
/// A POST of an operator with an <c>Idempotency-Key</c> has one effect and one answer, however often it is sent: again after a
/// lost answer, to another node, or to many nodes at once. Refusals are not kept.
/// </summary>
internal sealed class OperatorIdempotencyFilter(OperatorRequests requests, DropLookup addresses, IDataProtectionProvider protection, IOptions<JsonOptions> json) : IEndpointFilter
{
    private readonly IDataProtector protector = protection.CreateProtector("Stampede.OperatorRequests");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var check = new Validation();
        var key = HttpMethods.IsPost(context.Request.Method) ? IdempotencyKey.Read(context.Request, check) : null;
        if (check.Failed)
            return check.Problem;
        if (key is null)
            return await next(invocation);

        var name = new RequestName(Caller.Of(context.User)!.Id, await AddressOfAsync(context), key);
        await using var claim = await requests.ClaimAsync(name, context.RequestAborted);
        if (claim is null)
            return ApiProblem.Of(ProblemKinds.Overloaded);
        var call = OperatorCall.Of(context);
        call.Begin(name, claim.Kept, protector);
        if (context.GetEndpoint()!.Metadata.GetMetadata<HandlerHashesRequest>() is null && call.IsAnsweredFor(BodyOf(invocation.Arguments)))
            return call.Answer;
        var result = await next(invocation);
        if (call.Answer is null && !call.KeepsNoSecret && await AnswerOfAsync(result, call, context) is { } answer)
            call.IsKept(await claim.KeepAsync(answer, CancellationToken.None));
        return call.Answer ?? result;
    }

    /// <summary>In one spelling, so that a drop's id and its slug are the same address.</summary>
    private async Task<string> AddressOfAsync(HttpContext context)
    {
        var address = new StringBuilder(context.Request.Method).Append(' ').Append(((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText);
        foreach (var (name, value) in context.Request.RouteValues)
        {
            var text = value?.ToString() ?? "";
            if (name == "dropId" && await addresses.FindAsync(text, context.RequestAborted) is { } drop)
                text = drop.ToString();
            else if (Guid.TryParse(text, out var id))
                text = id.ToString();
            // What is no address of ours is refused by the handler, and never kept.
            address.Replace($"{{{name}}}", text.Length > 100 ? text[..100] : text);
        }

        return address.ToString();
    }

    /// <summary>As it was understood: spaces and the order of fields make no other request.</summary>
    private byte[] BodyOf(IEnumerable<object?> arguments) =>
        arguments.FirstOrDefault(argument => argument?.GetType().Name.EndsWith("Body", StringComparison.Ordinal) is true) is { } body
            ? JsonSerializer.SerializeToUtf8Bytes(body, json.Value.SerializerOptions.GetTypeInfo(body.GetType()))
            : [];

    /// <returns>Null: it was refused.</returns>
    private static async Task<KeptAnswer?> AnswerOfAsync(object? result, OperatorCall call, HttpContext context)
    {
        if (result is not IResult answer || (answer is INestedHttpResult nested ? nested.Result : answer) is ApiProblem)
            return null;
        var (response, sent) = (context.Response, context.Response.Body);
        using var body = new MemoryStream();
        response.Body = body;
        try
        {
            await answer.ExecuteAsync(context);
            await response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        finally
        {
            response.Body = sent;
        }

        return response.StatusCode is >= 200 and < 300
            ? call.Keep(response.StatusCode, response.Headers.Location.ToString() is { Length: > 0 } location ? location : null, body.ToArray())
            : null;
    }
}
