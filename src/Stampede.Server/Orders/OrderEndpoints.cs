using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Orders;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Orders;

/// <summary>Orders across drops: found, sent and put right by operators. Their money is the payments' (<see cref="Reservations.PaymentOperations"/>).</summary>
internal static class OrderEndpoints
{
    private const string List = "orders";
    private const int StepsMax = 100;

    /// <summary>Needs the storage.</summary>
    public static IServiceCollection AddOrders(this IServiceCollection services) => services
        .AddSingleton(provider => new ContactRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton(provider => new OrderReads(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton(provider => new OrderWrites(provider.GetRequiredService<ConnectionPools>().Reads));

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/api/v1").WithTags("Orders").ForOperators().WithProblems("unauthenticated", "forbidden", "database_unavailable");
        operators.MapGet("/orders", ListAsync).WithName("ListOrders").WithSummary("Orders across drops, newest first; found by number, name or e-mail")
            .WithProblems("validation_failed", "drop_not_found").WithPageCost(itemsPerToken: 10);
        operators.MapGet("/orders/{orderId}", FindAsync).WithName("GetOrder").WithSummary("One order, and what operators did with it").WithProblems("order_not_found");
        operators.MapPatch("/orders/{orderId}", ChangeAsync).WithName("ChangeOrder").WithSummary("Puts a wrong contact right before it is sent, or writes a note")
            .WithProblems("validation_failed", "order_not_found", "order_state").WithExample("""{"note": "Rings at the neighbour's"}""");
        operators.MapPost("/orders/{orderId}/sent", SendAsync).WithName("MarkOrderSent").WithSummary("Says that it was sent; its customer is written to")
            .WithProblems("validation_failed", "order_not_found", "order_state").WithExample("""{"carrier": "DHL", "tracking": "00340434161094042557"}""");
        operators.MapDelete("/orders/{orderId}/sent", TakeBackAsync).WithName("MarkOrderNotSent").WithSummary("It was not sent after all; a letter that has not gone does not go")
            .WithProblems("order_not_found");
        operators.MapPost("/orders/sent", SendManyAsync).WithName("MarkOrdersSent").WithSummary("Says of many that they were sent").WithProblems("validation_failed").WithCost(10)
            .WithExample("""{"ids": ["0199b2f0-0000-7000-8000-000000000000"], "carrier": "DHL"}""");
        operators.MapGet("/orders.csv", ExportAsync).WithName("ExportOrders").WithSummary("Orders with contact and address, as CSV")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithProblems("validation_failed", "drop_not_found").WithCost(20);
    }

    /// <param name="query">A number that was read out, a name, an e-mail, or their beginnings.</param>
    /// <param name="status">new, sent, refunded, problem or part_refunded. Those of which a part was refunded are new or sent too.</param>
    /// <param name="drop">Its id or its slug.</param>
    /// <param name="ids">In place of all the others: these, with a comma between them, at most 100.</param>
    private static async Task<Results<Ok<Page<OrderAnswer>>, ApiProblem>> ListAsync(
        string? query, string? status, string? drop, string? ids, string? cursor, string? limit, DropLookup lookup, OrderReads orders, Cursors cursors, CancellationToken cancellation)
    {
        var check = new Validation();
        var (text, filter) = Wanted(query, status, check);
        var page = Paging.Parse(cursor, limit, check);
        var after = page.CursorId(cursors, List, check);
        var named = ids?.Split(',') ?? [];
        check.Require(named.Length <= OrderRules.TogetherMax && named.All(id => Guid.TryParse(id, out _)), "ids", $"At most {OrderRules.TogetherMax} ids of orders, with a comma between them.");
        if (check.Failed)
            return check.Problem;
        if (named.Length > 0)
            return TypedResults.Ok(new Page<OrderAnswer>([.. (await orders.FindAsync([.. named.Select(id => new PurchaseId(Guid.Parse(id)))], cancellation)).Select(OrderAnswer.Of)], null));
        DropId? of = null;
        if (drop is not null && (of = await lookup.FindAsync(drop, cancellation)) is null)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var last = after is { } id ? new PurchaseId(id) : (PurchaseId?)null;
        var found = text is null
            ? await orders.ListAsync(filter, of, last, page.Limit, cancellation)
            : await orders.SearchAsync(text, filter, of, last, page.Limit, cancellation);
        return TypedResults.Ok(cursors.Signed(List, new Page<OrderAnswer>([.. found.Items.Select(OrderAnswer.Of)], found.Next)));
    }

    private static async Task<Results<Ok<OrderAnswer>, ApiProblem>> FindAsync(string orderId, OrderReads orders, CancellationToken cancellation) =>
        IdOf(orderId) is { } id && await WholeAsync(id, orders, cancellation) is { } order ? TypedResults.Ok(order) : ApiProblem.Of(ProblemKinds.OrderNotFound);

    private static async Task<Results<Ok<OrderAnswer>, ApiProblem>> ChangeAsync(string orderId, ChangeOrderBody body, Caller caller, OrderWrites writes, OrderReads orders)
    {
        var check = new Validation();
        check.Require(body.Contact is not null || !body.Names("contact"), "contact", "Cannot be taken away: leave it out, and it stays as it is.");
        var contact = body.Contact?.ToContact(check, "contact.");
        var note = body.Names("note") ? check.FieldsOf<ChangeOrderBody>().OptionalText(nameof(body.Note), body.Note, lines: true) ?? "" : null;
        if (check.Failed)
            return check.Problem;
        return IdOf(orderId) is { } id
            ? await AnswerAsync(id, await writes.AmendAsync(id, contact, note, caller.Id, CancellationToken.None), orders)
            : ApiProblem.Of(ProblemKinds.OrderNotFound);
    }

    private static async Task<Results<Ok<OrderAnswer>, ApiProblem>> SendAsync(string orderId, SentBody? body, Caller caller, OrderWrites writes, OrderReads orders)
    {
        var check = new Validation();
        var fields = check.FieldsOf<SentBody>();
        var (carrier, tracking) = (fields.OptionalText(nameof(SentBody.Carrier), body?.Carrier), fields.OptionalText(nameof(SentBody.Tracking), body?.Tracking));
        if (check.Failed)
            return check.Problem;
        return IdOf(orderId) is { } id
            ? await AnswerAsync(id, (await writes.SendAsync([id], carrier, tracking, caller.Id, CancellationToken.None))[0], orders)
            : ApiProblem.Of(ProblemKinds.OrderNotFound);
    }

    private static async Task<Results<Ok<OrderAnswer>, ApiProblem>> TakeBackAsync(string orderId, Caller caller, OrderWrites writes, OrderReads orders) =>
        IdOf(orderId) is { } id
            ? await AnswerAsync(id, await writes.TakeBackAsync(id, caller.Id, CancellationToken.None), orders)
            : ApiProblem.Of(ProblemKinds.OrderNotFound);

    private static async Task<Results<Ok<SentOrders>, ApiProblem>> SendManyAsync(SentOrdersBody body, Caller caller, OrderWrites writes)
    {
        var check = new Validation();
        check.Require(body.Ids is { Count: > 0 and <= OrderRules.TogetherMax }, "ids", $"From 1 to {OrderRules.TogetherMax} ids of orders.", FieldError.Length(1, OrderRules.TogetherMax));
        var carrier = check.FieldsOf<SentOrdersBody>().OptionalText(nameof(body.Carrier), body.Carrier);
        var named = body.Ids ?? [];
        for (var i = 0; i < named.Count; i++)
            check.Require(IdOf(named[i]) is not null, $"ids[{i}]", "Not the id of an order.");
        if (check.Failed)
            return check.Problem;
        PurchaseId[] ids = [.. named.Select(id => IdOf(id)!.Value).Distinct()];
        var changes = await writes.SendAsync(ids, carrier, tracking: null, caller.Id, CancellationToken.None);
        return TypedResults.Ok(new SentOrders(Those(OrderChange.Done), Those(OrderChange.NotNow), Those(OrderChange.NotFound)));

        string[] Those(OrderChange change) => [.. ids.Where((_, i) => changes[i] == change).Select(id => id.ToString())];
    }

    private static async Task<Results<OrdersCsv, ApiProblem>> ExportAsync(
        string? query, string? status, string? drop, DropLookup lookup, OrderReads orders, CancellationToken cancellation)
    {
        var check = new Validation();
        var (text, filter) = Wanted(query, status, check);
        if (check.Failed)
            return check.Problem;
        DropId? of = null;
        if (drop is not null && (of = await lookup.FindAsync(drop, cancellation)) is null)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        return new OrdersCsv(orders, filter, of, text);
    }

    private static (string? Query, OrderFilter? Filter) Wanted(string? query, string? status, Validation check) =>
        (check.OptionalText("query", query, OrderRules.QueryLengthMax), check.Choice<OrderFilter>("status", status));

    private static async Task<Results<Ok<OrderAnswer>, ApiProblem>> AnswerAsync(PurchaseId id, OrderChange change, OrderReads orders) => change switch
    {
        OrderChange.NotFound => ApiProblem.Of(ProblemKinds.OrderNotFound),
        OrderChange.NotNow => ApiProblem.Of(ProblemKinds.OrderState),
        OrderChange.Done => TypedResults.Ok(await WholeAsync(id, orders, CancellationToken.None) ?? throw new InvalidDataException($"Order {id} was changed and is not there.")),
    };

    private static async Task<OrderAnswer?> WholeAsync(PurchaseId id, OrderReads orders, CancellationToken cancellation) =>
        await orders.FindAsync(id, cancellation) is { } order
            ? OrderAnswer.Of(order) with { Steps = [.. (await orders.ListStepsAsync(id, StepsMax, cancellation)).Select(OrderStepAnswer.Of)] }
            : null;

    private static PurchaseId? IdOf(string? text) => Guid.TryParse(text, out var id) ? new PurchaseId(id) : null;
}
