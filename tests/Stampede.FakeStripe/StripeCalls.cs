using System.Collections.Concurrent;
using System.Text;

namespace Stampede.FakeStripe;

/// <summary>The calls over HTTP: who asks, under which key, and what goes wrong.</summary>
/// <remarks>
/// By docs.stripe.com/api/idempotent_requests: the first answer under a key is kept for a day, failures too; another call under the key is
/// refused (400), one at the same time too (409); what is turned away before it begins is not kept.
/// </remarks>
internal sealed class StripeCalls(StripeAccount account, FaultPlan faults, string secretKey)
{
    private static readonly TimeSpan KeysLive = TimeSpan.FromDays(1);
    private static readonly Answer Failure = StripeAccount.Error(500, "api_error", null, "Something went wrong on Stripe's end.");

    private readonly ConcurrentDictionary<string, KeyedCall> keyed = [];
    private readonly ConcurrentDictionary<StripeCall, int> counts = [];

    /// <summary>How often each was made, whatever came of it.</summary>
    public IReadOnlyDictionary<StripeCall, int> Counts => counts;

    public void Map(WebApplication app)
    {
        app.MapPost("/v1/payment_intents", context => PostAsync(context, StripeCall.Create, account.CreateAsync));
        app.MapGet("/v1/payment_intents", context => GetAsync(context, StripeCall.List, account.List));
        const string One = "/v1/payment_intents/{id}";
        app.MapGet(One, context => GetAsync(context, StripeCall.Read, parameters => account.Read(Id(context), parameters)));
        app.MapPost($"{One}/confirm", context => PostAsync(context, StripeCall.Confirm, parameters => account.Confirm(Id(context), parameters)));
        app.MapPost($"{One}/capture", context => PostAsync(context, StripeCall.Capture, parameters => account.Capture(Id(context), parameters)));
        app.MapPost($"{One}/cancel", context => PostAsync(context, StripeCall.Cancel, parameters => account.Cancel(Id(context), parameters)));
        app.MapPost("/v1/refunds", context => PostAsync(context, StripeCall.Refund, account.Refund));
        app.MapGet("/v1/refunds", context => GetAsync(context, StripeCall.List, account.Refunds));
        app.MapGet("/v1/refunds/{id}", context => GetAsync(context, StripeCall.Read, _ => account.ReadRefund(Id(context))));
        app.MapFallback(context => WriteAsync(context, StripeAccount.Error(404, "invalid_request_error", null, "Unrecognized request URL.")));
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private async Task GetAsync(HttpContext context, StripeCall call, Func<Parameters, Answer> read)
    {
        if (await BeginAsync(context, call) is not { } parameters)
            return;
        if (faults.Take(call, FaultKind.FailBefore, FaultKind.FailAfter) is not null)
            await WriteAsync(context, Failure);
        else if (faults.Take(call, FaultKind.CutAfter) is not null)
            context.Abort();
        else
            await AnswerAsync(read(parameters));

        async Task AnswerAsync(Answer answer)
        {
            await faults.HoldAsync(call, FaultKind.HoldAfter);
            await WriteAsync(context, answer);
        }
    }

    private Task PostAsync(HttpContext context, StripeCall call, Func<Parameters, Answer> act) =>
        PostAsync(context, call, parameters => Task.FromResult(act(parameters)));

    private async Task PostAsync(HttpContext context, StripeCall call, Func<Parameters, Task<Answer>> act)
    {
        if (await BeginAsync(context, call) is not { } parameters)
            return;
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var request = $"{context.Request.Path}?{parameters}";
        var mine = new KeyedCall(request);
        var first = mine;
        if (key.Length > 0)
        {
            first = keyed.GetOrAdd(key, mine);
            if (first != mine && first.Ended < DateTimeOffset.UtcNow - KeysLive && keyed.TryUpdate(key, mine, first))
                first = mine;
        }

        if (first != mine)
        {
            var kept = first.Answer;
            if (first.Request != request)
            {
                await WriteAsync(context, StripeAccount.Error(
                    400, "idempotency_error", null, "A key can only be used with the parameters it was first used with."));
            }
            else if (kept is null)
            {
                await WriteAsync(context, StripeAccount.Error(
                    409, "idempotency_error", "idempotency_key_in_use", "Another request is in progress under this key."));
            }
            else
            {
                context.Response.Headers["Idempotent-Replayed"] = "true";
                await WriteAsync(context, kept);
            }

            return;
        }

        var answer = faults.Take(call, FaultKind.FailBefore) is not null ? Failure : await act(parameters);
        var cut = false;
        if (answer != Failure && answer.Kept)
        {
            if (faults.Take(call, FaultKind.FailAfter) is not null)
                answer = Failure;
            else
                cut = faults.Take(call, FaultKind.CutAfter) is not null;
        }

        if (answer.Kept)
            mine.End(answer);
        else if (key.Length > 0)
            keyed.TryRemove(key, out _);
        await faults.HoldAsync(call, FaultKind.HoldAfter);
        if (cut)
            context.Abort();
        else
            await WriteAsync(context, answer);
    }

    /// <returns>Null: turned away.</returns>
    private async Task<Parameters?> BeginAsync(HttpContext context, StripeCall call)
    {
        counts.AddOrUpdate(call, 1, (_, count) => count + 1);
        context.Response.Headers["Request-Id"] = $"req_{Guid.NewGuid():N}";
        if (context.Request.Headers.Authorization.ToString() != $"Bearer {secretKey}")
        {
            await WriteAsync(context, StripeAccount.Error(401, "invalid_request_error", null, "Invalid API Key provided: sk_test_****fake"));
            return null;
        }

        var parameters = await Parameters.OfAsync(context.Request);
        if (faults.Take(call, FaultKind.Delay) is { } delay)
            await Task.Delay(TimeSpan.FromSeconds(delay.Seconds));
        await faults.HoldAsync(call, FaultKind.HoldBefore);
        if (faults.Take(call, FaultKind.TooMany) is null)
            return parameters;
        await WriteAsync(context, StripeAccount.Error(429, "invalid_request_error", "rate_limit", "Too many requests."));
        return null;
    }

    private static async Task WriteAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        var body = Encoding.UTF8.GetBytes(answer.Body.ToJsonString());
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    /// <summary>The first call under a key.</summary>
    private sealed class KeyedCall(string request)
    {
        private volatile Answer? answer;

        public string Request => request;
        public DateTimeOffset Ended { get; private set; } = DateTimeOffset.MaxValue;

        /// <summary>Null: it is still under way.</summary>
        public Answer? Answer => answer;

        public void End(Answer with)
        {
            Ended = DateTimeOffset.UtcNow;
            answer = with;
        }
    }
}
