using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Orders;

namespace Stampede.Server.Drops;

/// <summary>Bodies of operators, checked and turned into what the core works with.</summary>
internal static class DropValidation
{
    public const string OnlyLabel = "One size";
    public const string EndTooEarly = "Must be after the start; without a start, in the future.";

    public const string NotTakenAway = "Cannot be taken away: leave it out, and it stays as it is.";

    private static readonly DateTimeOffset EarliestTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LatestTime = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="settings">The shop's: its cooldown and its time to pay are the drop's own from now on.</param>
    /// <param name="now">By which a drop without a start opens.</param>
    /// <param name="look">Its pictures and its size guide, checked.</param>
    public static NewDrop? ToNewDrop(this CreateDropBody body, StampedeSettings settings, DateTimeOffset now, DropLookChange? look, Validation check)
    {
        var fields = check.FieldsOf<CreateDropBody>();
        var name = fields.Text(nameof(body.Name), body.Name);
        var description = fields.OptionalText(nameof(body.Description), body.Description, lines: true);
        check.Require(body.Price is not null, "price", "Is needed: {\"amountMinor\": 19900, \"currency\": \"USD\"}.");
        var price = Price(body.Price, check);
        var hold = fields.Range(nameof(body.HoldSeconds), body.HoldSeconds, settings.HoldSeconds);
        var limit = fields.Range(nameof(body.LimitPerCustomer), body.LimitPerCustomer, 1);
        var startsAt = Time("startsAt", body.StartsAt, check);
        var endsAt = Time("endsAt", body.EndsAt, check);
        if (endsAt is { } end)
            check.Require(end > (startsAt ?? now), "endsAt", EndTooEarly);
        var variants = Variants(body, check);
        var payment = check.Choice<PaymentRule>("payment", body.Payment);
        var delivery = check.Choice<DeliveryRule>("delivery", body.Delivery);
        var countries = Countries(body.DeliveryCountries, check);
        var codes = Codes(body, variants, check);
        if (check.Failed)
            return null;
        return new NewDrop
        {
            Id = new DropId(Guid.CreateVersion7()),
            Slug = Slug.Of(name),
            Name = name,
            Description = description,
            ImageUrl = look?.Pictures is [{ Url: var imageUrl }, ..] ? imageUrl : null,
            Look = look,
            Codes = codes,
            Terms = new DropTerms
            {
                Price = price!,
                StartsAt = startsAt,
                EndsAt = endsAt,
                HoldSeconds = hold,
                LimitPerCustomer = limit,
                Cooldown = settings.Reservations.Cooldown,
                Payment = payment ?? PaymentRule.None,
                PaySeconds = settings.Payments.PaySeconds,
                Delivery = delivery ?? DeliveryRule.None,
                DeliveryCountries = countries,
            },
            IsDraft = body.Draft ?? false,
            Variants = variants,
        };
    }

    /// <param name="known">The drop's variants, for a body that names some; else nobody asks.</param>
    /// <param name="look">Its pictures and its size guide, checked. Null: the body names none.</param>
    public static DropChange ToChange(this ChangeDropBody body, IReadOnlyList<VariantStock> known, DropLookChange? look, Validation check)
    {
        var fields = check.FieldsOf<ChangeDropBody>();
        // Empty text is none, as on creation.
        var description = fields.OptionalText(nameof(body.Description), body.Description, lines: true);
        return new DropChange
        {
            Name = Kept("name", body.Name) is { } name ? fields.Text(nameof(body.Name), name) : null,
            Description = description,
            WithoutDescription = body.Names("description") && description is null,
            ImageUrl = look?.Pictures is [{ Url: var imageUrl }, ..] ? imageUrl : null,
            WithoutImage = look?.Pictures is { Count: 0 },
            Pictures = body.Names("pictures") ? true : null,
            SizeGuide = body.Names("sizeGuide") ? true : null,
            Price = Price(Kept("price", body.Price), check),
            StartsAt = Time("startsAt", body.StartsAt, check),
            WithoutStart = body.Names("startsAt") && body.StartsAt is null,
            EndsAt = Time("endsAt", body.EndsAt, check),
            WithoutEnd = body.Names("endsAt") && body.EndsAt is null,
            LimitPerCustomer = Kept("limitPerCustomer", body.LimitPerCustomer) is { } limit ? fields.Range(nameof(body.LimitPerCustomer), limit, 1) : null,
            Delivery = check.Choice<DeliveryRule>("delivery", Kept("delivery", body.Delivery)),
            DeliveryCountries = Countries(body.DeliveryCountries, check),
            WithoutDeliveryCountries = body.Names("deliveryCountries") && body.DeliveryCountries is null,
            HoldSeconds = Kept("holdSeconds", body.HoldSeconds) is { } hold ? fields.Range(nameof(body.HoldSeconds), hold, 1) : null,
            Payment = Kept("payment", body.Payment) is { } payment ? check.Choice<PaymentRule>("payment", payment) : null,
            Variants = Variants(body, known, check),
        };

        T? Kept<T>(string field, T? value)
        {
            check.Require(value is not null || !body.Names(field), field, NotTakenAway);
            return value;
        }
    }

    /// <returns>Null: the body names none.</returns>
    private static DropCodes? Codes(CreateDropBody body, VariantStock[] variants, Validation check)
    {
        var skus = Skus(body.Variants?.Select(variant => variant?.Sku) ?? [], [.. variants.Select(variant => variant.Id)], new Dictionary<VariantId, string>(), check);
        return check.FieldsOf<CreateDropBody>().OptionalText(nameof(body.ExternalId), body.ExternalId) is var id && (id is not null || skus.Count > 0) ? new DropCodes(id, skus) : null;
    }

    /// <param name="variants">All that the drop has from here on, as <see cref="ToChange"/> made them. Null: the body names none.</param>
    /// <returns>Null: they stay as they are.</returns>
    public static DropCodes? ToCodes(this ChangeDropBody body, IReadOnlyList<DraftVariant>? variants, DropCodes before, Validation check)
    {
        var externalId = body.Names("externalId") ? check.FieldsOf<ChangeDropBody>().OptionalText(nameof(body.ExternalId), body.ExternalId) : before.ExternalId;
        var skus = body.Variants is null || variants is null ? before.Skus
            : Skus(body.Variants.Select(variant => variant?.Sku), [.. variants.Select(variant => variant.Id)], before.Skus, check);
        var isSame = externalId == before.ExternalId && skus.Count == before.Skus.Count && skus.All(sku => before.Skus.GetValueOrDefault(sku.Key) == sku.Value);
        return isSame ? null : new DropCodes(externalId, skus);
    }

    private static Dictionary<VariantId, string> Skus(IEnumerable<string?> named, VariantId[] variants, IReadOnlyDictionary<VariantId, string> before, Validation check)
    {
        var skus = new Dictionary<VariantId, string>();
        foreach (var (i, sku) in named.Index().Take(variants.Length))
        {
            var field = $"variants[{i}].sku";
            var text = sku is null ? before.GetValueOrDefault(variants[i]) : check.OptionalText(field, sku, DropCodes.SkuLengthMax);
            if (text is not null && check.Require(!skus.ContainsValue(text), field, "Is there twice."))
                skus[variants[i]] = text;
        }

        return skus;
    }

    private static VariantStock[] Variants(CreateDropBody body, Validation check)
    {
        if (body.Variants is null)
        {
            var total = check.FieldsOf<CreateDropBody>().Number(nameof(body.TotalStock), body.TotalStock);
            return [new VariantStock(new VariantId(Guid.CreateVersion7()), OnlyLabel, total, 0, 0)];
        }

        check.Require(body.TotalStock is null, "totalStock", "Comes in place of variants, not beside them.");
        if (!check.Require(body.Variants.Count is > 0 and <= DropRules.VariantsMax, "variants", $"From 1 to {DropRules.VariantsMax}."))
            return [];
        var labels = new HashSet<string>(StringComparer.Ordinal);
        var variants = new VariantStock[body.Variants.Count];
        for (var i = 0; i < variants.Length; i++)
        {
            var fields = check.FieldsOf<VariantBody>($"variants[{i}].");
            var label = fields.Text(nameof(VariantBody.Label), body.Variants[i]?.Label);
            var total = fields.Number(nameof(VariantBody.Total), body.Variants[i]?.Total);
            if (label.Length > 0)
                check.Require(labels.Add(LookAlikes.KeyOf(label)), $"variants[{i}].label", "Is there twice, or looks like another.");
            variants[i] = new VariantStock(new VariantId(Guid.CreateVersion7()), label, total, 0, 0);
        }

        return variants;
    }

    /// <returns>Each once, in alphabetical order.</returns>
    private static string? Countries(IReadOnlyList<string?>? countries, Validation check)
    {
        if (countries is null || !check.Require(countries.Count is > 0 and <= DropRules.CountriesMax, "deliveryCountries", $"From 1 to {DropRules.CountriesMax}; absent: all."))
            return null;
        for (var i = 0; i < countries.Count; i++)
            check.Require(CountryRules.Contains(countries[i]), $"deliveryCountries[{i}]", "A code of ISO 3166-1, two capital letters, as in DE.", FieldError.Choice);
        return string.Join(' ', countries.Distinct().Order(StringComparer.Ordinal));
    }

    private static List<DraftVariant>? Variants(ChangeDropBody body, IReadOnlyList<VariantStock> known, Validation check)
    {
        check.Require(body.Variants is not null || !body.Names("variants"), "variants", NotTakenAway);
        check.Require(body.TotalStock is not null || !body.Names("totalStock"), "totalStock", NotTakenAway);
        if (body.TotalStock is { } stock)
        {
            check.Require(body.Variants is null, "totalStock", "Comes in place of variants, not beside them.");
            var total = check.FieldsOf<ChangeDropBody>().Range(nameof(body.TotalStock), stock, 0);
            return known.Count == 1 ? [new(known[0].Id, known[0].Label, total)] : [new(new VariantId(Guid.CreateVersion7()), OnlyLabel, total)];
        }

        if (body.Variants is null)
            return null;
        if (!check.Require(body.Variants.Count is > 0 and <= DropRules.VariantsMax, "variants", $"From 1 to {DropRules.VariantsMax}."))
            return null;
        var (labels, ids, variants) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<VariantId>(), new List<DraftVariant>());
        // Who names a variant by its id may give its old label to another.
        var named = body.Variants.Select(variant => variant?.Id).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < body.Variants.Count; i++)
        {
            var fields = check.FieldsOf<ChangedVariantBody>($"variants[{i}].");
            var label = fields.Text(nameof(ChangedVariantBody.Label), body.Variants[i]?.Label);
            var total = fields.Number(nameof(ChangedVariantBody.Total), body.Variants[i]?.Total);
            if (label.Length > 0)
                check.Require(labels.Add(LookAlikes.KeyOf(label)), $"variants[{i}].label", "Is there twice, or looks like another.");
            var same = body.Variants[i]?.Id is { } id
                ? known.FirstOrDefault(variant => string.Equals(variant.Id.ToString(), id, StringComparison.OrdinalIgnoreCase))
                : known.FirstOrDefault(variant => variant.Label == label && !named.Contains(variant.Id.ToString()));
            var isKnown = same != default;
            check.Require(isKnown || body.Variants[i]?.Id is null, $"variants[{i}].id", "The drop has no such variant. Leave it out for a new one.");
            var variant = isKnown ? same.Id : new VariantId(Guid.CreateVersion7());
            check.Require(ids.Add(variant), $"variants[{i}].id", "Is there twice.");
            variants.Add(new(variant, label, total));
        }

        return variants;
    }

    private static Money? Price(PriceBody? price, Validation check)
    {
        if (price is null)
            return null;
        check.Require(price.AmountMinor is not null, "price.amountMinor", "Is needed, in the currency's smallest unit.");
        var amount = check.FieldsOf<PriceBody>("price.").Range(nameof(price.AmountMinor), price.AmountMinor, 0);
        check.Require(price.Currency is { } code && Currencies.Contains(code), "price.currency",
            "A currency of ISO 4217 that people pay with, in three capital letters, as in USD.");
        return new Money(amount, price.Currency ?? "");
    }

    /// <summary>A path on this server or an https address: nothing that could run.</summary>
    public static string? ImageUrl(string? url, Validation check, string field = "imageUrl")
    {
        if (url is null)
            return null;
        var isPath = url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\', StringComparison.Ordinal);
        var isHttps = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;
        check.Require(isPath || isHttps, field, "A path that begins with / or an https address.");
        return url;
    }

    /// <returns>
    /// To the millisecond, as it is answered. The table keeps microseconds: an end that is after its start by less would be
    /// at its start there.
    /// </returns>
    private static DateTimeOffset? Time(string field, DateTimeOffset? time, Validation check)
    {
        if (time is not { } at)
            return null;
        check.Require(at >= EarliestTime && at <= LatestTime, field, "Between the years 2000 and 2200.");
        return at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMillisecond));
    }
}
