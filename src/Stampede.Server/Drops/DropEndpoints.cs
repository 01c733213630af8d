using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Operators;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;
using Stampede.Server.Reservations;

namespace Stampede.Server.Drops;

/// <summary>Drops for everybody, and for the operators who run them.</summary>
internal static class DropEndpoints
{
    private static readonly string[] OperatorProblems = ["unauthenticated", "forbidden", "drop_not_found", "overloaded", "database_unavailable"];

    /// <summary>Needs the storage and the engine.</summary>
    public static IServiceCollection AddDrops(this IServiceCollection services) => services
        .AddSingleton<DropLookup>()
        .AddSingleton(provider => new DropStandings(provider.GetRequiredService<DropStandingReads>().FindAsync))
        .AddSingleton<DropGate>()
        .AddSingleton<Cursors>()
        .AddSingleton<DropAnswers>()
        .AddSingleton<DropLooks>()
        .AddSingleton<DropCommands>();

    public static void MapDrops(this IEndpointRouteBuilder routes)
    {
        var drops = routes.MapGroup("/api/v1/drops").WithTags("Drops");
        drops.MapGet("/", ListAsync).WithName("ListDrops").WithSummary("Drops, newest first, by name or by start").WithProblems("validation_failed")
            .WithPageCost(itemsPerToken: 2, firstPageIsShared: true);
        drops.MapGet("/{dropId}", FindAsync).WithName("GetDrop").WithSummary("One drop, by id or slug").WithProblems("drop_not_found");

        var operators = drops.MapGroup("").ForOperators().WithProblems(OperatorProblems);
        operators.MapPost("/", CreateAsync).WithName("CreateDrop").WithSummary("Creates a drop").WithProblems("validation_failed", "price_not_payable", "external_id_taken")
            .WithExample("""{"name": "Air One", "price": {"amountMinor": 19900, "currency": "USD"}, "startsAt": "2030-01-31T10:00:00Z", "variants": [{"label": "EU 42", "total": 100}]}""");
        operators.MapPatch("/{dropId}", ChangeAsync).WithName("ChangeDrop").WithSummary("Changes text, price, schedule or limit; of a draft, its sizes, hold time and payment too")
            .WithProblems("validation_failed", "price_not_payable", "ended", "already_published", "external_id_taken").WithExample("""{"startsAt": "2030-01-31T11:00:00Z", "limitPerCustomer": 2}""");
        operators.MapDelete("/{dropId}", RemoveAsync).WithName("DeleteDrop").WithSummary("Deletes a draft").WithProblems("already_published");
        operators.MapPost("/{dropId}/archive", ArchiveAsync).WithName("ArchiveDrop").WithSummary("Takes a drop out of the lists; one that has not opened, or is paused, ends")
            .WithProblems("not_archivable");
        operators.MapPost("/{dropId}/unarchive", UnarchiveAsync).WithName("UnarchiveDrop").WithSummary("Shows an archived drop in the lists again");
        operators.MapPost("/{dropId}/publish", PublishAsync).WithName("PublishDrop").WithSummary("Shows a draft to customers").WithProblems("validation_failed", "ended");
        operators.MapPost("/{dropId}/pause", PauseAsync).WithName("PauseDrop").WithSummary("Takes no new reservations for now").WithProblems("not_published", "ended");
        operators.MapPost("/{dropId}/resume", ResumeAsync).WithName("ResumeDrop").WithSummary("Goes on after a pause").WithProblems("not_published", "ended");
        operators.MapPost("/{dropId}/end", EndAsync).WithName("EndDrop").WithSummary("Ends the drop for good");
        operators.MapPost("/{dropId}/variants/{variantId}/adjustments", AdjustAsync).WithName("AdjustStock").WithSummary("Adds stock, or takes free stock away")
            .WithProblems("validation_failed", "variant_not_found", "stock_in_use").WithExample("""{"change": 20, "reason": "A pallet more"}""");
        operators.MapGet("/{dropId}/movements", MovementsAsync).WithName("ListMovements").WithSummary("The stock ledger, by version; all of it, or what is looked for").WithProblems("validation_failed")
            .WithPageCost(itemsPerToken: 100);
        operators.MapGet("/{dropId}/purchases.csv", ExportAsync).WithName("ExportPurchases").WithSummary("All purchases, or those of which something is new, as CSV").WithProblems("validation_failed")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithCost(20);
        operators.MapGet("/{dropId}/verification", VerifyAsync).WithName("VerifyDrop").WithSummary("Recomputes the books and names what disagrees")
            .WithCost(20);
    }

    /// <param name="query">A part of the name.</param>
    /// <param name="archived">true: those that are archived, in place of all others.</param>
    /// <param name="sort">newest, name or startsAt: the earliest start first, and those without one last. Absent: newest.</param>
    private static async Task<Results<PreparedJsonResult<Page<DropSnapshot>>, ApiProblem>> ListAsync(
        string? status, string? query, string? archived, string? sort, string? cursor, string? limit, HttpContext context, DropAnswers answers, Cursors cursors,
        CancellationToken cancellation)
    {
        var check = new Validation();
        var wanted = check.Choice<DropStatus>("status", status);
        DropSort? known = sort switch { null or "newest" => DropSort.Newest, "name" => DropSort.Name, "startsAt" => DropSort.StartsAt, _ => null };
        check.Require(known is not null, "sort", "newest, name or startsAt.", FieldError.Choice);
        var order = known ?? DropSort.Newest;
        var page = Paging.Parse(cursor, limit, check);
        var after = page.CursorId(cursors, DropAnswers.ListOf(order), check);
        check.Require(query is null || query.Length <= DropRules.NameLengthMax, "query", $"At most {DropRules.NameLengthMax} characters.", FieldError.Length(0, DropRules.NameLengthMax));
        check.Require(archived is null or "true" or "false", "archived", "true or false.");
        if (check.Failed)
            return check.Problem;
        var withDrafts = Caller.Of(context.User) is { SeesDrafts: true };
        return new PreparedJsonResult<Page<DropSnapshot>>(
            await answers.ListAsync(
                new(wanted, withDrafts, archived == "true", string.IsNullOrWhiteSpace(query) ? null : query.Trim().ToLowerInvariant(), after is { } id ? new DropId(id) : null, order),
                page.Limit, cancellation));
    }

    private static async Task<Results<PreparedJsonResult<DropSnapshot>, ApiProblem>> FindAsync(
        string dropId, HttpContext context, DropLookup addresses, DropAnswers answers, CancellationToken cancellation)
    {
        var runsTheShop = Caller.Of(context.User) is { SeesDrafts: true };
        var answer = await addresses.FindAsync(dropId, cancellation) is { } id ? await answers.FindAsync(id, runsTheShop, cancellation) : null;
        var isVisible = answer is { Drop.Status: not DropStatus.Draft } || runsTheShop;
        return answer is not null && isVisible ? new PreparedJsonResult<DropSnapshot>(answer.Json) : ApiProblem.Of(ProblemKinds.DropNotFound);
    }

    private static async Task<Results<Created<DropSnapshot>, ApiProblem>> CreateAsync(
        CreateDropBody body, Caller caller, OperatorCall call, StampedeSettings settings, DropCommands commands, DropLooks looks, DatabaseClock clock, IServiceProvider services,
        CancellationToken cancellation)
    {
        var check = new Validation();
        var look = await looks.ReadAsync(body, check, cancellation);
        if (body.ToNewDrop(settings, clock.Now, look, check) is not { } drop)
            return check.Problem;
        if (!services.GetService<IPaymentProvider>().CanTake(drop.Terms))
            return ApiProblem.Of(ProblemKinds.PriceNotPayable);
        var location = $"/api/v1/drops/{drop.Id}";
        KeptAnswer? kept = null;
        KeptAnswer Keep(DropSnapshot after) => kept = call.Keep(StatusCodes.Status201Created, location, after, ApiJson.Wire.DropSnapshot);
        var (created, problem) = await commands.CreateAsync(drop, caller.Id, call.Name, Keep, cancellation);
        if (created is null)
            return problem!;
        call.IsKept(kept);
        call.About = HistorySubject.Of(created.Id);
        return TypedResults.Created(location, created);
    }

    private static async Task<Results<Ok<DropSnapshot>, ApiProblem>> ChangeAsync(
        string dropId, ChangeDropBody body, Caller caller, DropCommands commands, DropLookup addresses, DropReads reads, DropLooks looks,
        IServiceProvider services, CancellationToken cancellation)
    {
        var check = new Validation();
        var id = await addresses.FindAsync(dropId, cancellation);
        var needsBefore = body.Price is not null || body.LimitPerCustomer is not null || body.Payment is not null || body.Variants is not null || body.TotalStock is not null
            || body.Names("externalId");
        var before = id is { } drop && needsBefore ? await reads.FindAsync(drop, withCodes: true, cancellation) : null;
        var look = await looks.ReadAsync(body, id, check, cancellation);
        var change = body.ToChange(before?.Variants ?? [], look, check);
        var codesBefore = before is null ? DropCodes.None : DropCodes.Of(before);
        var codes = body.ToCodes(change.Variants, codesBefore, check);
        if (check.Failed)
            return check.Problem;
        if (id is not { } known || (needsBefore && before is null))
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        // What only a draft may change is refused as such, whatever it would cost.
        if (before is not null && !(change.IsForDraft && before.Status != DropStatus.Draft) && !services.GetService<IPaymentProvider>().CanTake(change.ApplyTo(before.View().Terms)))
            return ApiProblem.Of(ProblemKinds.PriceNotPayable);
        var (changed, problem) = await commands.ChangeAsync(known, new DropEdit(change, look, codes is null ? null : new CodesChange(codesBefore, codes)), caller.Id);
        return changed is null ? problem! : TypedResults.Ok(changed);
    }

    private static async Task<Results<NoContent, ApiProblem>> RemoveAsync(
        string dropId, Caller caller, DropGate gate, DropLookup addresses, DatabaseClock clock, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        return await gate.SubmitAsync(drop, new Command.Amend(new DropChange { Removed = true }, caller.Id)) is Outcome.Refused refused
            ? refused.Refusal.ToProblem(drop, clock.Now)
            : TypedResults.NoContent();
    }

    private static Task<Results<Ok<DropSnapshot>, ApiProblem>> ArchiveAsync(string dropId, Caller caller, OperatorCall call, DropCommands commands, CancellationToken cancellation) =>
        commands.RunAsync(dropId, new Command.Archive(IsArchived: true, caller.Id), call, cancellation);

    private static Task<Results<Ok<DropSnapshot>, ApiProblem>> UnarchiveAsync(string dropId, Caller caller, OperatorCall call, DropCommands commands, CancellationToken cancellation) =>
        commands.RunAsync(dropId, new Command.Archive(IsArchived: false, caller.Id), call, cancellation);

    private static Task<Results<Ok<DropSnapshot>, ApiProblem>> PublishAsync(string dropId, Caller caller, OperatorCall call, DropCommands commands, CancellationToken cancellation) =>
        commands.RunAsync(dropId, new Command.Publish(caller.Id), call, cancellation);

    private static Task<Results<Ok<DropSnapshot>, ApiProblem>> PauseAsync(string dropId, Caller caller, OperatorCall call, DropCommands commands, CancellationToken cancellation) =>
        commands.RunAsync(dropId, new Command.Pause(caller.Id), call, cancellation);

    private static Task<Results<Ok<DropSnapshot>, ApiProblem>> ResumeAsync(string dropId, Caller caller, OperatorCall call, DropCommands commands, CancellationToken cancellation) =>
        commands.RunAsync(dropId, new Command.Resume(caller.Id), call, cancellation);

    private static Task<Results<Ok<DropSnapshot>, ApiProblem>> EndAsync(string dropId, Caller caller, OperatorCall call, DropCommands commands, CancellationToken cancellation) =>
        commands.RunAsync(dropId, new Command.End(caller.Id), call, cancellation);

    private static async Task<Results<Ok<DropSnapshot>, ApiProblem>> AdjustAsync(
        string dropId, string variantId, AdjustmentBody body, Caller caller, OperatorCall call, DropCommands commands, CancellationToken cancellation)
    {
        var check = new Validation();
        var fields = check.FieldsOf<AdjustmentBody>();
        var change = fields.Number(nameof(body.Change), body.Change);
        check.Require(body.Change != 0, "change", "Must not be 0.");
        var reason = fields.Text(nameof(body.Reason), body.Reason);
        if (check.Failed)
            return check.Problem;
        // An id that is none of ours names no variant; the drop is looked for first all the same.
        var variant = new VariantId(Guid.TryParse(variantId, out var id) ? id : Guid.Empty);
        return await commands.RunAsync(dropId, new Command.Adjust(variant, change, reason, caller.Id), call, cancellation);
    }

    /// <param name="kind">Only movements of this kind.</param>
    /// <param name="query">How the name of the customer or of the operator begins.</param>
    /// <param name="variant">Only movements of this variant, by its id.</param>
    /// <param name="since">From this time on.</param>
    /// <param name="until">Before this time.</param>
    /// <param name="sort">oldest or newest first. Absent: oldest.</param>
    /// <param name="after">What a page gave as next. Of a search, a page may have few lines, or none, and a next one all the same.</param>
    private static async Task<Results<Ok<Page<LedgerLine>>, ApiProblem>> MovementsAsync(
        string dropId, string? kind, string? query, string? variant, DateTimeOffset? since, DateTimeOffset? until, string? sort, string? after, string? limit, DropLookup addresses,
        DropReads drops, LedgerReads ledger, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } drop || await drops.FindAsync(drop, cancellation) is null)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var check = new Validation();
        var version = 0L;
        check.Require(after is null || (long.TryParse(after, out version) && version >= 0), "after", "A version: a whole number, 0 or more.");
        var page = Paging.Parse(null, limit, check, limitMax: 1_000);
        MovementKind named = default;
        check.Require(kind is null || Names.TryParse(kind, out named), "kind", $"One of {string.Join(", ", Enum.GetValues<MovementKind>().Select(Names.Of))}.", FieldError.Choice);
        var name = check.OptionalText("query", query, DropRules.NameLengthMax);
        Guid variantId = default;
        check.Require(variant is null || Guid.TryParse(variant, out variantId), "variant", "The id of a variant.");
        check.Require(sort is null or "oldest" or "newest", "sort", "oldest or newest.", FieldError.Choice);
        if (check.Failed)
            return check.Problem;
        var filter = new LedgerFilter(kind is null ? null : named, name, variant is null ? null : new VariantId(variantId), since, until, NewestFirst: sort == "newest");
        return TypedResults.Ok(filter == new LedgerFilter()
            ? await ledger.ListAsync(drop, version, page.Limit, cancellation)
            : await ledger.SearchAsync(drop, filter, after is null ? null : version, page.Limit, cancellation));
    }

    /// <param name="since">Only purchases that were made, or of which something came back, after this version of the drop. The answer's Stampede-Version is what to ask for the next time.</param>
    private static async Task<Results<PurchasesCsv, ApiProblem>> ExportAsync(
        string dropId, string? since, HttpResponse response, DropLookup addresses, DropReads drops, LedgerReads ledger, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } id || await drops.FindAsync(id, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var (check, version) = (new Validation(), 0L);
        check.Require(since is null || (long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out version)), "since", "A version: a whole number, 0 or more.");
        if (check.Failed)
            return check.Problem;
        response.Headers[PurchasesCsv.VersionHeader] = drop.Version.ToString(CultureInfo.InvariantCulture);
        return new PurchasesCsv(id, drop.Slug, since is null ? null : version, drop.Version, ledger);
    }

    private static async Task<Results<Ok<VerificationAnswer>, ApiProblem>> VerifyAsync(
        string dropId, DropLookup addresses, DropReads drops, CoalescedVerifications verifications, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } drop || await drops.FindAsync(drop, cancellation) is null)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (verifications.GetAsync(drop) is not { } verification)
            return ApiProblem.Of(ProblemKinds.Overloaded);
        var findings = await verification.WaitAsync(cancellation);
        return TypedResults.Ok(new VerificationAnswer(
            findings.Count == 0, [.. findings.Select(finding => new VerificationFinding(finding.Invariant, finding.Detail))]));
    }
}
