using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Operators;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;
using Stampede.Server.Reservations;

namespace Stampede.Server.Drops;

/// <summary>
/// Makes and changes the drops of a file, by what another program calls them. A file of which one drop is refused is not written. Each drop is
/// written by itself, as by hand: where that stops half-way, the same file sent again makes it whole.
/// </summary>
internal sealed class DropImport(DropReads reads, DropLooks looks, DropCommands commands, StampedeSettings settings, DatabaseClock clock, IServiceProvider services)
{
    public const int BytesMax = 1024 * 1024;
    public const int RowsMax = 1_000;
    public const int DropsMax = 1_000;

    private static readonly Dictionary<RequestKey, Hold> NoGrants = [];
    private static readonly string[] ForDrafts = ["holdSeconds", "payment", "variants"], Schedule = ["startsAt", "endsAt"], Delivery = ["delivery", "deliveryCountries"];

    public async Task<IReadOnlyList<ImportPlan>> PlanAsync(IReadOnlyList<ImportSource> sources, CustomerId by, CancellationToken cancellation)
    {
        var known = await reads.FindByExternalIdsAsync([.. sources.Select(IdOf).OfType<string>().Distinct()], cancellation);
        var (plans, seen) = (new List<ImportPlan>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var source in sources)
        {
            var id = IdOf(source);
            var plan = new ImportPlan(source, id) { Before = id is null ? null : known.GetValueOrDefault(id) };
            plan.Errors.AddRange(source.Errors);
            if (id is not null && !seen.Add(id))
                plan.Errors.Add(new(source.Line, "externalId", ImportError.Duplicate, "Is in the file before. Rows of one drop follow each other."));
            if (plan.Errors.Count == 0 && plan.Before is { } drop)
                await PlanChangeAsync(plan, drop, by, cancellation);
            else if (plan.Errors.Count == 0)
                await PlanCreationAsync(plan, cancellation);
            plans.Add(plan);
        }

        return plans;
    }

    /// <summary>Of a plan in which nothing is refused. What has become impossible meanwhile is refused now, and the rest goes on.</summary>
    public async Task ApplyAsync(IReadOnlyList<ImportPlan> plans, CustomerId by, OperatorCall call, HttpContext context)
    {
        ApiProblem? fault = null;
        foreach (var plan in plans.Where(plan => plan.What != ImportOutcome.Unchanged))
        {
            var (isNew, drop, problem) = (plan.New is not null, (DropSnapshot?)null, fault);
            try
            {
                if (fault is null)
                    (drop, problem) = await WriteAsync(plan, by);
            }
            catch (Exception failed) when (call.Deeds.Count > 0 && (ExceptionProblems.IsOfDatabase(failed) || failed is TimeoutException or CommitUnknownException))
            {
                // What was written is answered and noted all the same; the rest is not tried any more.
                problem = fault = ExceptionProblems.ToProblem(failed, context);
            }

            if (problem is not null)
            {
                plan.Refuse(problem);
                continue;
            }

            plan.Written = drop;
            call.Deeds.Add(new HistoryEntry(isNew ? "CreateDrop" : "ChangeDrop", HistorySubject.Of(drop!.Id), $"externalId: {plan.ExternalId}{(isNew ? "" : $", {string.Join(", ", plan.Changes)}")}"));
        }

        call.HadNoEffect = call.Deeds.Count == 0;
    }

    // Not cancelled half-way: a caller who hung up would not learn what became of it.
    private Task<(DropSnapshot? Drop, ApiProblem? Problem)> WriteAsync(ImportPlan plan, CustomerId by) => plan.New is { } drop
        ? commands.CreateAsync(drop, by, name: null, _ => throw new InvalidOperationException("It has no name to keep an answer under."), CancellationToken.None)
        : commands.ChangeAsync(plan.Before!.Id, plan.Edit!, by);

    /// <returns>Null: it cannot be one.</returns>
    private static string? IdOf(ImportSource source)
    {
        var check = new Validation();
        var id = check.FieldsOf<ImportedDropBody>().Text(nameof(ImportedDropBody.ExternalId), source.ExternalId);
        return check.Failed ? null : id;
    }

    private async Task PlanCreationAsync(ImportPlan plan, CancellationToken cancellation)
    {
        var (check, imported) = (new Validation(), plan.Source.Body);
        check.FieldsOf<ImportedDropBody>().Text(nameof(imported.ExternalId), imported.ExternalId);
        var body = new CreateDropBody
        {
            ExternalId = imported.ExternalId,
            Name = imported.Name,
            Description = imported.Description,
            ImageUrl = imported.ImageUrl,
            SizeGuide = imported.SizeGuide,
            Price = imported.Price,
            StartsAt = imported.StartsAt,
            EndsAt = imported.EndsAt,
            HoldSeconds = imported.HoldSeconds,
            LimitPerCustomer = imported.LimitPerCustomer,
            Variants = imported.Variants?.Select(variant => variant is null ? null : new VariantBody(
                variant.Label ?? (imported.Variants.Count == 1 ? DropValidation.OnlyLabel : null), variant.Total, variant.Sku)).ToList(),
            Payment = imported.Payment,
            Delivery = imported.Delivery,
            DeliveryCountries = imported.DeliveryCountries,
            Draft = true,
        };
        var look = await looks.ReadAsync(body, check, cancellation);
        var drop = body.ToNewDrop(settings, clock.Now, look, check);
        if (check.Failed)
            plan.Refuse(check.Problem);
        else if (!services.GetService<IPaymentProvider>().CanTake(drop!.Terms))
            plan.Refuse(ApiProblem.Of(ProblemKinds.PriceNotPayable));
        else
            plan.New = drop;
    }

    private async Task PlanChangeAsync(ImportPlan plan, DropSnapshot drop, CustomerId by, CancellationToken cancellation)
    {
        var (check, body) = (new Validation(), ChangeOf(plan.Source.Body, drop));
        var look = await looks.ReadAsync(body, drop.Id, check, cancellation);
        var codesBefore = DropCodes.Of(drop);
        var change = body.ToChange(drop.Variants, look, check);
        var codes = body.ToCodes(change.Variants, codesBefore, check);
        if (check.Failed)
        {
            plan.Refuse(check.Problem);
            return;
        }

        var edit = new DropEdit(WhatDiffers(change, drop), look, codes is null ? null : new CodesChange(codesBefore, codes));
        plan.Changes.AddRange(FieldsOf(edit));
        if (plan.Changes.Count == 0)
            return;
        plan.Edit = edit;
        if (edit.ChangesOnlyCodes)
            return;
        // By the rules that its lane will decide by, on what the drop is now.
        var state = new DropState(drop.View() with { Terms = TermsOf(drop) }, [], [], text: new DropText(drop.Name, drop.Description, drop.ImageUrl), isArchived: drop.Archived);
        var outcome = Decision.Decide(state, [new Command.Amend(edit.Change, by)], clock.Now, NoGrants).Outcomes[0];
        if (outcome is Outcome.Refused refused)
            plan.Refuse(refused.Refusal.ToProblem(drop.Id, clock.Now));
        else if (!services.GetService<IPaymentProvider>().CanTake(edit.Change.ApplyTo(TermsOf(drop))))
            plan.Refuse(ApiProblem.Of(ProblemKinds.PriceNotPayable));
    }

    /// <summary>As PATCH takes it: what is absent stays.</summary>
    private static ChangeDropBody ChangeOf(ImportedDropBody imported, DropSnapshot drop)
    {
        var body = new ChangeDropBody();
        if (imported.Name is { } name)
            body.Name = name;
        if (imported.Description is { } description)
            body.Description = description;
        if (imported.ImageUrl?.Trim() is { } imageUrl && imageUrl != drop.ImageUrl)
            body.ImageUrl = imageUrl;
        if (imported.SizeGuide?.Trim() is { } sizeGuide && sizeGuide != drop.SizeGuide)
            body.SizeGuide = sizeGuide;
        if (imported.Price is { } price)
            body.Price = price;
        if (imported.StartsAt is { } startsAt)
            body.StartsAt = startsAt;
        if (imported.EndsAt is { } endsAt)
            body.EndsAt = endsAt;
        if (imported.HoldSeconds is { } hold)
            body.HoldSeconds = hold;
        if (imported.LimitPerCustomer is { } limit)
            body.LimitPerCustomer = limit;
        if (imported.Payment is { } payment)
            body.Payment = payment;
        if (imported.Delivery is { } delivery)
            body.Delivery = delivery;
        if (imported.DeliveryCountries is { } countries)
            body.DeliveryCountries = countries;
        if (imported.Variants is { } variants)
            body.Variants = [.. variants.Select(variant => variant is null ? null : Merged(variant, variants.Count == 1, drop))];
        return body;
    }

    private static ChangedVariantBody Merged(ImportedVariantBody variant, bool isOnly, DropSnapshot drop)
    {
        var label = variant.Label ?? (isOnly && drop.Variants is [var only] ? only.Label : null);
        var same = drop.Variants.FirstOrDefault(known => known.Label == (label is null ? null : PlainText.Canonical(label.Trim())));
        return new(Id: null, label, variant.Total ?? (same == default ? null : same.Total), variant.Sku);
    }

    private static DropChange WhatDiffers(DropChange change, DropSnapshot drop)
    {
        var countries = drop.DeliveryCountries is null ? null : string.Join(' ', drop.DeliveryCountries);
        return change with
        {
            Name = Other(change.Name, drop.Name),
            Description = Other(change.Description, drop.Description),
            Price = Other(change.Price, drop.Price),
            StartsAt = change.StartsAt == drop.StartsAt ? null : change.StartsAt,
            EndsAt = change.EndsAt == drop.EndsAt ? null : change.EndsAt,
            LimitPerCustomer = change.LimitPerCustomer == drop.LimitPerCustomer ? null : change.LimitPerCustomer,
            HoldSeconds = change.HoldSeconds == drop.HoldSeconds ? null : change.HoldSeconds,
            Payment = change.Payment == drop.Payment ? null : change.Payment,
            Delivery = change.Delivery == drop.Delivery ? null : change.Delivery,
            DeliveryCountries = Other(change.DeliveryCountries, countries),
            Variants = change.Variants is not null && IsSame(change.Variants, drop) ? null : change.Variants,
        };

        static T? Other<T>(T? wanted, T? now)
            where T : class => Equals(wanted, now) ? null : wanted;
    }

    /// <summary>The order in which they are shown is a draft's alone to change.</summary>
    private static bool IsSame(IReadOnlyList<DraftVariant> wanted, DropSnapshot drop)
    {
        var now = drop.Variants.Select(variant => new DraftVariant(variant.Id, variant.Label, variant.Total));
        return drop.Status == DropStatus.Draft ? wanted.SequenceEqual(now) : wanted.ToHashSet().SetEquals(now);
    }

    private static DropTerms TermsOf(DropSnapshot drop) => drop.View().Terms with
    {
        Delivery = drop.Delivery,
        DeliveryCountries = drop.DeliveryCountries is null ? null : string.Join(' ', drop.DeliveryCountries),
    };

    private static IEnumerable<string> FieldsOf(DropEdit edit)
    {
        var change = edit.Change;
        (bool Is, string Field)[] fields =
        [
            (change.Name is not null, "name"), (change.Description is not null, "description"), (change.ImageUrl is not null, "imageUrl"), (change.SizeGuide is true, "sizeGuide"),
            (change.Price is not null, "price"), (change.StartsAt is not null, "startsAt"), (change.EndsAt is not null, "endsAt"), (change.HoldSeconds is not null, "holdSeconds"),
            (change.LimitPerCustomer is not null, "limitPerCustomer"), (change.Variants is not null, "variants"), (change.Payment is not null, "payment"),
            (change.Delivery is not null, "delivery"), (change.DeliveryCountries is not null, "deliveryCountries"), (edit.Codes is not null, "sku"),
        ];
        return fields.Where(field => field.Is).Select(field => field.Field);
    }

    /// <summary>Which of the changed fields a refusal is about.</summary>
    internal static IEnumerable<string> Blamed(string code, IReadOnlyCollection<string> changes)
    {
        var about = code switch
        {
            "already_published" => ForDrafts,
            "ended" => Schedule,
            "delivery_fixed" => Delivery,
            "price_not_payable" => ["price"],
            _ => Array.Empty<string>(),
        };
        return about.Intersect(changes) is var blamed && blamed.Any() ? blamed : [about is [var only] ? only : "externalId"];
    }
}

/// <summary>What is to become of one drop of the file.</summary>
internal sealed class ImportPlan(ImportSource source, string? externalId)
{
    public ImportSource Source => source;

    public string? ExternalId => externalId;

    /// <summary>Null: there is no such drop yet.</summary>
    public DropSnapshot? Before { get; init; }

    public NewDrop? New { get; set; }

    public DropEdit? Edit { get; set; }

    public DropSnapshot? Written { get; set; }

    public List<string> Changes { get; } = [];

    public List<ImportError> Errors { get; } = [];

    public ImportOutcome What =>
        Errors.Count > 0 ? ImportOutcome.Refuse : New is not null ? ImportOutcome.Create : Edit is not null ? ImportOutcome.Change : ImportOutcome.Unchanged;

    public void Refuse(ApiProblem problem)
    {
        Errors.AddRange(source.ErrorsOf(problem.Body));
        if (problem.Body.Errors is null)
        {
            Errors.AddRange(DropImport.Blamed(problem.Kind.Code, Changes).Select(source.Places)
                .Select(place => new ImportError(place.Line, place.Field, problem.Kind.Code, problem.Body.Detail)));
        }
    }

    public ImportItem ToItem() => new(
        source.Line, externalId ?? source.ExternalId, source.Body.Name ?? Before?.Name, What, Written?.Id ?? Before?.Id, What == ImportOutcome.Change ? Changes : [], Errors);
}
