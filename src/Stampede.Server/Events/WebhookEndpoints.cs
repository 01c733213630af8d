using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Engine;
using Stampede.Postgres.Events;
using Stampede.Postgres.Operators;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;
using EventId = Stampede.Postgres.Events.EventId;

namespace Stampede.Server.Events;

/// <summary>Who is sent what happens, for owners to set up.</summary>
internal static class WebhookEndpoints
{
    private const string Deliveries = "deliveries";

    /// <summary>That one call replays.</summary>
    private const int ReplayedMax = 10_000;

    private const int PageSize = 500;

    /// <summary>How long two secrets sign.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/v1/webhooks").WithTags("Webhooks").ForOperators().WithProblems("unauthenticated", "forbidden", "database_unavailable");
        webhooks.MapGet("/", ListAsync).WithName("ListWebhooks").WithSummary("Who is sent what happens, and how that goes");
        webhooks.MapPost("/", MakeAsync).WithName("MakeWebhook").WithSummary("Sends what happens from now on to an address; the secret is shown in this answer alone")
            .WithExample("""{"url": "https://shop.example/stampede", "description": "Our shop's server", "types": ["purchase.created", "purchase.returned"]}""").WithProblems("validation_failed", "too_many_webhooks");
        var one = webhooks.MapGroup("/{webhookId}").WithProblems("webhook_not_found");
        one.MapGet("/", FindAsync).WithName("GetWebhook").WithSummary("One of them");
        one.MapPatch("/", ChangeAsync).WithName("ChangeWebhook").WithSummary("Another address, other events; switches it off, or on again from where it stopped").WithExample("""{"state": "off"}""")
            .WithProblems("validation_failed");
        one.MapDelete("/", DeleteAsync).WithName("DeleteWebhook").WithSummary("Nothing is sent to it any more, and its deliveries are forgotten");
        one.MapPost("/test", TestAsync).WithName("TestWebhook").WithSummary("Sends it a webhook.test now, once, and tells what came of it").WithCost(20);
        one.MapPost("/rotate", RotateAsync).WithName("RotateWebhookSecret").WithSummary("Makes a new secret; the one of before signs too for 24 hours");
        one.MapGet("/deliveries", ListDeliveriesAsync).WithName("ListDeliveries").WithSummary("What it was sent in the last 30 days and is to be sent, the newest events first").WithProblems("validation_failed")
            .WithPageCost(itemsPerToken: 10);
        one.MapPost("/deliveries/{eventId}/replay", ReplayOneAsync).WithName("ReplayDelivery").WithSummary("Sends it an event again, under the same id").WithProblems("delivery_not_found");
        one.MapPost("/replay", ReplaySinceAsync).WithName("ReplayEvents").WithSummary("Sends it again all that happened since a time, under the same ids").WithCost(100)
            .WithExample("""{"since": "2026-01-31T10:00:00.000Z"}""").WithProblems("validation_failed");
    }

    private static async Task<Ok<WebhookList>> ListAsync(WebhookRows rows, DatabaseClock clock, CancellationToken cancellation)
    {
        var now = clock.Now;
        return TypedResults.Ok(new WebhookList([.. (await rows.ListAsync(cancellation)).Select(webhook => WebhookAnswer.Of(webhook, now))], now));
    }

    private static async Task<Results<Ok<WebhookAnswer>, ApiProblem>> FindAsync(string webhookId, WebhookRows rows, DatabaseClock clock, CancellationToken cancellation) =>
        await rows.FindAsync(IdOf(webhookId), cancellation) is { } webhook ? TypedResults.Ok(WebhookAnswer.Of(webhook, clock.Now)) : ApiProblem.Of(ProblemKinds.WebhookNotFound);

    private static async Task<Results<Created<WebhookAnswer>, ApiProblem>> MakeAsync(
        WebhookBody body, Caller caller, OperatorCall call, WebhookRows rows, WebhookAddresses addresses, WebhookSecrets secrets, DatabaseClock clock)
    {
        var check = new Validation();
        var fields = check.FieldsOf<WebhookBody>();
        var terms = new WebhookTerms(
            addresses.Check("url", body.Url, check), fields.OptionalText(nameof(body.Description), body.Description),
            Types(WebhookRules.TypesOf("types", body.Types ?? [], check)), Drops(WebhookRules.DropsOf("drops", body.Drops ?? [], check)));
        if (check.Failed)
            return check.Problem;
        var (shown, kept) = secrets.Make();
        var now = clock.Now;
        var webhook = new Webhook(Guid.CreateVersion7(now), terms, null, now, caller.DisplayName, null, null, null, 0, null);
        var answer = WebhookAnswer.Of(webhook, now) with { Secret = shown };
        var location = $"/api/v1/webhooks/{webhook.Id}";
        // In one with its effect: two of them for one call would send everything twice.
        var keep = call.Name is { } name ? new KeptRequest(name, call.Keep(StatusCodes.Status201Created, location, answer, ApiJson.Wire.WebhookAnswer)) : null;
        if (!await rows.TryMakeAsync(webhook, kept, caller.Id, keep, CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.TooManyWebhooks);
        (call.About, call.Summary) = (SubjectOf(webhook.Id), HostOf(terms));
        call.IsKept(keep?.Answer);
        return TypedResults.Created(location, answer);
    }

    private static async Task<Results<Ok<WebhookAnswer>, ApiProblem>> ChangeAsync(
        string webhookId, ChangeWebhookBody body, OperatorCall call, WebhookRows rows, WebhookAddresses addresses, DatabaseClock clock)
    {
        if (await rows.FindAsync(IdOf(webhookId), CancellationToken.None) is not { } webhook)
            return ApiProblem.Of(ProblemKinds.WebhookNotFound);
        var check = new Validation();
        check.Require(body.Types is not null || !body.Names("types"), "types", "A list; empty: all but those of holds.");
        check.Require(body.Drops is not null || !body.Names("drops"), "drops", "A list; empty: all.");
        check.Require(!body.Names("state") || body.State is "on" or "off", "state", "on or off.", FieldError.Choice);
        var terms = new WebhookTerms(
            body.Names("url") ? addresses.Check("url", body.Url, check) : webhook.Terms.Url,
            body.Names("description") ? check.FieldsOf<ChangeWebhookBody>().OptionalText(nameof(body.Description), body.Description) : webhook.Terms.Description,
            body.Types is { } types ? Types(WebhookRules.TypesOf("types", types, check)) : webhook.Terms.Types,
            body.Drops is { } drops ? Drops(WebhookRules.DropsOf("drops", drops, check)) : webhook.Terms.Drops);
        if (check.Failed)
            return check.Problem;
        if (!await rows.ChangeAsync(webhook.Id, terms, body.State is { } state ? state == "on" : null, CancellationToken.None)
            || await rows.FindAsync(webhook.Id, CancellationToken.None) is not { } changed)
            return ApiProblem.Of(ProblemKinds.WebhookNotFound);
        call.Summary = body.State is null ? HostOf(terms) : $"{HostOf(terms)}, state: {body.State}";
        return TypedResults.Ok(WebhookAnswer.Of(changed, clock.Now));
    }

    private static async Task<Results<NoContent, ApiProblem>> DeleteAsync(string webhookId, OperatorCall call, WebhookRows rows)
    {
        var webhook = await rows.FindAsync(IdOf(webhookId), CancellationToken.None);
        if (webhook is null || !await rows.DeleteAsync(webhook.Id, CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.WebhookNotFound);
        call.Summary = HostOf(webhook.Terms);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<DeliveryAnswer>, ApiProblem>> TestAsync(
        string webhookId, OperatorCall call, WebhookRows rows, WebhookCalls calls, DatabaseClock clock, CancellationToken cancellation)
    {
        if (await rows.FindForSendingAsync(IdOf(webhookId), cancellation) is not { } webhook)
            return ApiProblem.Of(ProblemKinds.WebhookNotFound);
        var now = clock.Now;
        var id = $"evt_{webhook.Id}_{now.ToUnixTimeMilliseconds()}";
        var attempt = await calls.TestAsync(webhook, id, cancellation);
        call.Summary = $"{HostOf(webhook.Terms)}: {attempt.Error ?? "delivered"}";
        var end = clock.Now;
        return TypedResults.Ok(new DeliveryAnswer(
            id, "webhook.test", null, attempt.Error is null ? "delivered" : "failed", 1, attempt.Status, attempt.Answer, attempt.Error, end, null, attempt.Error is null ? end : null, now));
    }

    private static async Task<Results<Ok<RotatedSecret>, ApiProblem>> RotateAsync(
        string webhookId, OperatorCall call, WebhookRows rows, WebhookSecrets secrets, WebhookSettings settings, DatabaseClock clock)
    {
        var (shown, kept) = secrets.Make();
        var now = clock.Now;
        var answer = new RotatedSecret(shown, now + (Overlap * settings.ScheduleScale), now);
        // In one with its effect: done twice, the receiver's own secret would be none of the two.
        var keep = call.Name is { } name ? new KeptRequest(name, call.Keep(StatusCodes.Status200OK, null, answer, ApiJson.Wire.RotatedSecret)) : null;
        if (!await rows.RotateAsync(IdOf(webhookId), kept, answer.PreviousUntil, keep, CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.WebhookNotFound);
        call.IsKept(keep?.Answer);
        return TypedResults.Ok(answer);
    }

    /// <param name="state">waiting, delivered or failed. Absent: all.</param>
    private static async Task<Results<Ok<DeliveryList>, ApiProblem>> ListDeliveriesAsync(
        string webhookId, string? state, string? cursor, string? limit, WebhookRows rows, Cursors cursors, DatabaseClock clock, CancellationToken cancellation)
    {
        var check = new Validation();
        var page = Paging.Parse(cursor, limit, check);
        var before = page.CursorId(cursors, Deliveries, check);
        var wanted = check.Choice<DeliveryState>("state", state);
        if (check.Failed)
            return check.Problem;
        if (await rows.FindAsync(IdOf(webhookId), cancellation) is not { } webhook)
            return ApiProblem.Of(ProblemKinds.WebhookNotFound);
        var (items, next) = await rows.ListDeliveriesAsync(webhook.Id, wanted, before is { } at ? EventEndpoints.PositionOf(at) : null, page.Limit, cancellation);
        return TypedResults.Ok(new DeliveryList([.. items.Select(DeliveryAnswer.Of)], next is { } more ? cursors.Write(Deliveries, EventEndpoints.CursorOf(more)) : null, clock.Now));
    }

    private static async Task<Results<Ok<DeliveryAnswer>, ApiProblem>> ReplayOneAsync(string webhookId, string eventId, OperatorCall call, WebhookRows rows)
    {
        if (await rows.FindAsync(IdOf(webhookId), CancellationToken.None) is not { } webhook)
            return ApiProblem.Of(ProblemKinds.WebhookNotFound);
        if (EventId.Parse(eventId) is not { } id || !await rows.ReplayAsync(webhook.Id, id.ToString(), CancellationToken.None)
            || await rows.FindDeliveryAsync(webhook.Id, id.ToString(), CancellationToken.None) is not { } delivery)
            return ApiProblem.Of(ProblemKinds.DeliveryNotFound);
        call.Summary = delivery.EventId;
        return TypedResults.Ok(DeliveryAnswer.Of(delivery));
    }

    private static async Task<Results<Ok<ReplayedEvents>, ApiProblem>> ReplaySinceAsync(
        string webhookId, ReplayBody body, OperatorCall call, WebhookRows rows, EventReads events, CancellationToken cancellation)
    {
        var check = new Validation();
        check.Require(body.Since is not null, "since", "Is needed.", FieldError.Required);
        if (check.Failed)
            return check.Problem;
        if (await rows.FindForSendingAsync(IdOf(webhookId), cancellation) is not { } webhook)
            return ApiProblem.Of(ProblemKinds.WebhookNotFound);
        var since = body.Since!.Value;
        var room = Math.Min(ReplayedMax, WebhookRows.WaitingMax - (int)await rows.CountWaitingAsync(webhook.Id, cancellation));
        var (at, count) = (await events.FindPositionAsync(since, cancellation), 0);
        DateTimeOffset? until = null;
        // What it has not been told yet comes by itself.
        for (var isMore = true; isMore && until is null && at.IsBefore(webhook.Position);)
        {
            var page = await events.ReadChainedAsync(at, webhook.Terms.Filter, PageSize, cancellation);
            var again = page.Events.Where(one => one.Event.Timestamp >= since && !webhook.Position.IsBefore(one.At)).ToList();
            if (again.Count > room - count)
            {
                until = again[Math.Max(0, room - count)].Event.Timestamp;
                again.RemoveRange(Math.Max(0, room - count), again.Count - Math.Max(0, room - count));
            }

            if (again.Count > 0)
                await rows.ReplayAsync(webhook.Id, again, CancellationToken.None);
            count += again.Count;
            (at, isMore) = (page.Next, page.More);
        }

        call.HadNoEffect = count == 0;
        return TypedResults.Ok(new ReplayedEvents(count, until));
    }

    private static Guid IdOf(string text) => Guid.TryParse(text, out var id) ? id : Guid.Empty;

    private static HistorySubject SubjectOf(Guid webhook) => new("webhook", webhook);

    /// <summary>Of the address no more: what stands behind the host may open something at the receiver's.</summary>
    private static string HostOf(WebhookTerms terms) => new Uri(terms.Url).Host;

    private static string[]? Types(IReadOnlySet<EventType> types) => types.Count == 0 ? null : [.. types.Order().Select(EventTypes.NameOf)];

    private static Guid[]? Drops(Guid[] drops) => drops.Length == 0 ? null : drops;
}
