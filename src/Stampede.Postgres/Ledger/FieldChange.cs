using System.Globalization;
using System.Text.Json;
using Stampede.Domain;
using Stampede.Postgres.Journal;

namespace Stampede.Postgres.Ledger;

/// <summary>One field of a drop that a change made another: its values as the drop itself shows them; null: it had none, or has none now.</summary>
/// <param name="Field">As in the body of the change.</param>
public sealed record FieldChange(string Field, JsonElement? Before, JsonElement? After)
{
    /// <summary>Only what is not as it was.</summary>
    internal static IReadOnlyList<FieldChange> Between(DropDetails before, DropChange what)
    {
        var (terms, text) = (what.ApplyTo(before.Terms), what.ApplyTo(before.Text));
        (string Field, JsonElement? Before, JsonElement? After)[] all =
        [
            ("name", Of(before.Text.Name), Of(text.Name)),
            ("description", Of(before.Text.Description), Of(text.Description)),
            ("imageUrl", Of(before.Text.ImageUrl), Of(text.ImageUrl)),
            ("pictures", null, what.Pictures is { } pictured ? Of(pictured) : null),
            ("sizeGuide", null, what.SizeGuide is { } guided ? Of(guided) : null),
            ("price", Of(before.Terms.Price), Of(terms.Price)),
            ("startsAt", Of(before.Terms.StartsAt), Of(terms.StartsAt)),
            ("endsAt", Of(before.Terms.EndsAt), Of(terms.EndsAt)),
            ("holdSeconds", Of(before.Terms.HoldSeconds), Of(terms.HoldSeconds)),
            ("limitPerCustomer", Of(before.Terms.LimitPerCustomer), Of(terms.LimitPerCustomer)),
            ("delivery", Of(Names.Of(before.Terms.Delivery)), Of(Names.Of(terms.Delivery))),
            ("deliveryCountries", Of(before.Terms.DeliveryCountries), Of(terms.DeliveryCountries)),
            ("payment", Of(Names.Of(before.Terms.Payment)), Of(Names.Of(terms.Payment))),
            ("variants", Of(before.Variants), Of(what.Variants)),
            ("archived", null, what.Archived is { } archived ? Of(archived) : null),
            ("removed", null, what.Removed ? Of(true) : null),
        ];
        return [.. from field in all where field.Before?.GetRawText() != field.After?.GetRawText() select new FieldChange(field.Field, field.Before, field.After)];
    }

    private static JsonElement? Of(string? text) => text is null ? null : JsonSerializer.SerializeToElement(text, MovementJson.Default.String);

    private static JsonElement? Of(bool flag) => JsonSerializer.SerializeToElement(flag, MovementJson.Default.Boolean);

    private static JsonElement? Of(IReadOnlyList<DraftVariant>? variants) =>
        variants is null ? null : JsonSerializer.SerializeToElement(variants, MovementJson.Default.IReadOnlyListDraftVariant);

    private static JsonElement? Of(Money money) => JsonSerializer.SerializeToElement(money, MovementJson.Default.Money);

    private static JsonElement? Of(int number) => JsonSerializer.SerializeToElement(number, MovementJson.Default.Int32);

    private static JsonElement? Of(DateTimeOffset? time) => Of(time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
