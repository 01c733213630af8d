using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Postgres.Events;
using Stampede.Server.Drops;
using Stampede.Server.Http;

namespace Stampede.Server.Events;

internal sealed record WebhookBody
{
    /// <summary>Https, on port 443 or 8443, outside of private networks.</summary>
    [Required, StringLength(WebhookAddresses.UrlLengthMax, MinimumLength = 1)]
    public string? Url { get; init; }

    [StringLength(WebhookRules.DescriptionLengthMax)]
    public string? Description { get; init; }

    /// <summary>Such as purchase.created. Absent or empty: all but those of holds.</summary>
    [Length(0, WebhookRules.TypesMax)]
    public IReadOnlyList<string?>? Types { get; init; }

    /// <summary>Ids of drops. Absent or empty: all.</summary>
    [Length(0, WebhookRules.DropsMax)]
    public IReadOnlyList<string?>? Drops { get; init; }
}

/// <summary>What is absent stays as it is.</summary>
internal sealed record ChangeWebhookBody
{
    private readonly HashSet<string> given = [];

    [NeverNull, StringLength(WebhookAddresses.UrlLengthMax, MinimumLength = 1)]
    public string? Url { get; set => field = Given("url", value); }

    /// <summary>Null: none.</summary>
    [StringLength(WebhookRules.DescriptionLengthMax)]
    public string? Description { get; set => field = Given("description", value); }

    /// <summary>Empty: all but those of holds.</summary>
    [NeverNull, Length(0, WebhookRules.TypesMax)]
    public IReadOnlyList<string?>? Types { get; set => field = Given("types", value); }

    /// <summary>Empty: all.</summary>
    [NeverNull, Length(0, WebhookRules.DropsMax)]
    public IReadOnlyList<string?>? Drops { get; set => field = Given("drops", value); }

    /// <summary>on or off. Switched on again, it goes on where it stopped.</summary>
    [NeverNull]
    public string? State { get; set => field = Given("state", value); }

    public bool Names(string name) => given.Contains(name);

    private T Given<T>(string name, T value)
    {
        given.Add(name);
        return value;
    }
}

internal sealed record ReplayBody
{
    [Required]
    public DateTimeOffset? Since { get; init; }
}

/// <param name="Types">Empty: all but those of holds.</param>
/// <param name="Drops">Empty: all.</param>
/// <param name="State">on or off.</param>
/// <param name="OffReason">gone (it said so), failing (for five days), byOperator. Null: it is on.</param>
/// <param name="FailingSince">Since when nothing but failures came. Null: the last attempt went well.</param>
/// <param name="Waiting">Deliveries that are not taken yet, counted up to 100,000. What did not come to their turn waits in the ledgers.</param>
/// <param name="PreviousSecretUntil">How long the secret of before signs too. Null: it does not.</param>
internal sealed record WebhookAnswer(
    Guid Id, string Url, string? Description, IReadOnlyList<string> Types, IReadOnlyList<DropId> Drops, string State, string? OffReason, DateTimeOffset CreatedAt, string CreatedByName,
    DateTimeOffset? LastDeliveredAt, DateTimeOffset? LastFailedAt, DateTimeOffset? FailingSince, long Waiting, DateTimeOffset? PreviousSecretUntil, DateTimeOffset ServerTime)
{
    /// <summary>What its events are signed with. In the answer that makes it, and no other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public static WebhookAnswer Of(Webhook webhook, DateTimeOffset now) => new(
        webhook.Id, webhook.Terms.Url, webhook.Terms.Description, webhook.Terms.Types ?? [], [.. (webhook.Terms.Drops ?? []).Select(drop => new DropId(drop))], webhook.OffReason is null ? "on" : "off",
        webhook.OffReason is { } why ? WordOf(why) : null,
        webhook.CreatedAt, webhook.CreatedByName, webhook.LastDeliveredAt, webhook.LastFailedAt, webhook.FailingSince, webhook.Waiting, webhook.PreviousSecretUntil, now);

    private static string WordOf(WebhookOffReason why) => why switch
    {
        WebhookOffReason.Gone => "gone",
        WebhookOffReason.Failing => "failing",
        WebhookOffReason.ByOperator => "byOperator",
    };
}

/// <summary>The oldest first.</summary>
internal sealed record WebhookList(IReadOnlyList<WebhookAnswer> Items, DateTimeOffset ServerTime);

/// <param name="DropId">Null: of a test.</param>
/// <param name="State">waiting, delivered or failed.</param>
/// <param name="LastStatus">Null: no answer came, or nothing was sent yet.</param>
/// <param name="LastAnswer">The beginning of what the receiver said.</param>
/// <param name="LastError">status, redirect, gone, timeout, connection, tls, dns, address_forbidden or secret_lost. Null: the last attempt went well.</param>
internal sealed record DeliveryAnswer(
    string EventId, string Type, DropId? DropId, string State, int Attempts, int? LastStatus, string? LastAnswer, string? LastError, DateTimeOffset? LastAttemptAt, DateTimeOffset? NextAttemptAt,
    DateTimeOffset? DeliveredAt, DateTimeOffset CreatedAt)
{
    public static DeliveryAnswer Of(WebhookDelivery delivery) => new(
        delivery.EventId, delivery.Type, delivery.Drop, Domain.Names.Of(delivery.State), delivery.Attempts, delivery.LastStatus, delivery.LastAnswer, delivery.LastError, delivery.LastAttemptAt,
        delivery.NextAttemptAt, delivery.DeliveredAt, delivery.CreatedAt);
}

/// <summary>The newest events first.</summary>
internal sealed record DeliveryList(IReadOnlyList<DeliveryAnswer> Items, string? Next, DateTimeOffset ServerTime);

/// <param name="Secret">Shown this once.</param>
/// <param name="PreviousUntil">Until then both sign.</param>
internal sealed record RotatedSecret(string Secret, DateTimeOffset PreviousUntil, DateTimeOffset ServerTime);

/// <param name="Count">Events that are sent again.</param>
/// <param name="Until">There are more, from this time on: so many at once are enough. Null: these were all.</param>
internal sealed record ReplayedEvents(int Count, DateTimeOffset? Until);

/// <summary>The lengths and ranges that making a webhook and changing it have in common.</summary>
internal static class WebhookRules
{
    public const int DescriptionLengthMax = 200;
    public const int TypesMax = 20;
    public const int DropsMax = 100;

    public static IReadOnlySet<EventType> TypesOf(string field, IReadOnlyList<string?> names, Validation check)
    {
        var types = new HashSet<EventType>();
        if (!check.Require(names.Count <= TypesMax, field, $"At most {TypesMax} types.", FieldError.Length(0, TypesMax)))
            return types;
        foreach (var name in names)
        {
            if (check.Require(EventTypes.TryParse(name ?? "", out var type), field, $"Each is one of: {string.Join(", ", EventTypes.All.Select(EventTypes.NameOf))}.", FieldError.Choice))
                check.Require(types.Add(type), field, "Each at most once.");
        }

        return types;
    }

    public static Guid[] DropsOf(string field, IReadOnlyList<string?> ids, Validation check)
    {
        var drops = new HashSet<Guid>();
        if (!check.Require(ids.Count <= DropsMax, field, $"At most {DropsMax} drops.", FieldError.Length(0, DropsMax)))
            return [];
        for (var i = 0; i < ids.Count; i++)
        {
            if (check.Require(Guid.TryParse(ids[i], out var drop), $"{field}[{i}]", "Not the id of a drop."))
                check.Require(drops.Add(drop), $"{field}[{i}]", "Each at most once.");
        }

        return [.. drops];
    }
}
