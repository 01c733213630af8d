using Stampede.Domain;

namespace Stampede.Postgres.Events;

public enum WebhookOffReason
{
    /// <summary>The receiver has said that it is gone (410).</summary>
    Gone,

    /// <summary>Nothing but failures for days.</summary>
    Failing,
    ByOperator,
}

public enum DeliveryState
{
    Waiting,
    Delivered,

    /// <summary>Its schedule has come to its end. It can be replayed.</summary>
    Failed,
}

/// <summary>What a receiver of events is like.</summary>
/// <param name="Types">Null: all but those of holds.</param>
/// <param name="Drops">Null: all.</param>
public sealed record WebhookTerms(string Url, string? Description, IReadOnlyList<string>? Types, Guid[]? Drops)
{
    public EventFilter Filter => new(
        Types is null ? EventTypes.Usual.ToHashSet() : Types.Where(name => EventTypes.TryParse(name, out _)).Select(name => EventTypes.TryParse(name, out var type) ? type : default).ToHashSet(), Drops);
}

/// <summary>A receiver of events, as it stands.</summary>
/// <param name="OffReason">Null: it is on.</param>
/// <param name="FailingSince">Since when nothing but failures came. Null: it does not fail.</param>
/// <param name="Waiting">Deliveries; counted up to 100,000.</param>
/// <param name="PreviousSecretUntil">How long the secret of before signs too. Null: there is none.</param>
public sealed record Webhook(
    Guid Id, WebhookTerms Terms, WebhookOffReason? OffReason, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset? LastDeliveredAt, DateTimeOffset? LastFailedAt,
    DateTimeOffset? FailingSince, long Waiting, DateTimeOffset? PreviousSecretUntil);

/// <summary>What one that is to be sent to needs to be known by.</summary>
/// <param name="Previous">The sealed secret of before, as long as it signs too.</param>
public sealed record WebhookLease(Guid Id, WebhookTerms Terms, byte[] Secret, byte[]? Previous, bool IsFailing, EventPosition Position);

/// <summary>One event for one receiver.</summary>
/// <param name="Attempts">All that were made.</param>
/// <param name="LastError">A code. Null: the last attempt went well, or there was none.</param>
public sealed record WebhookDelivery(
    string EventId, EventPosition At, string Type, DropId Drop, long? PreviousSequence, DeliveryState State, int Attempts, int? LastStatus, string? LastAnswer, string? LastError,
    DateTimeOffset? LastAttemptAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? DeliveredAt, DateTimeOffset CreatedAt)
{
    /// <summary>In its present schedule, so far.</summary>
    public int Tries { get; init; }
}

/// <summary>What came of an attempt.</summary>
/// <param name="Error">A code. Null: it was taken.</param>
/// <param name="Pause">The receiver asks for it, of all.</param>
public sealed record WebhookAttempt(int? Status, string? Answer, string? Error, TimeSpan? Pause);
