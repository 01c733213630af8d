using Stampede.Domain;

namespace Stampede.Server.Reservations;

/// <summary>
/// Who moves the money. Each call may be made again, with the same effect: the key of each is an id of ours. None is made inside a lane or
/// a transaction.
/// </summary>
/// <remarks>
/// What is not answered (time out, connection lost, 5xx) is a <see cref="PaymentUnansweredException"/>: nobody knows whether it had an effect, and
/// the same call is made again later. What the provider says no to is a value.
/// </remarks>
internal interface IPaymentProvider
{
    /// <summary>As it is written in the settings and in the payment's row: test, manual, stripe.</summary>
    string Name { get; }

    /// <summary>Creates and confirms an authorisation, to be captured later. Key: the payment's id.</summary>
    Task<ProviderPayment> StartAsync(PaymentStart start, CancellationToken cancellation);

    /// <summary>As the provider has it now.</summary>
    /// <param name="reference">The provider's own name for it; null: found by our id.</param>
    /// <returns>Null: it knows of none.</returns>
    Task<ProviderPayment?> FindAsync(PaymentId payment, string? reference, CancellationToken cancellation);

    /// <summary>Takes the whole authorised amount.</summary>
    Task<ProviderPayment> CaptureAsync(PaymentId payment, string reference, CancellationToken cancellation);

    /// <summary>Lets go what is authorised or under way. One that is captured already stays so: the answer tells.</summary>
    Task<ProviderPayment> VoidAsync(PaymentId payment, string reference, CancellationToken cancellation);

    /// <summary>Gives money back. Key: the refund's id.</summary>
    /// <returns>False: the provider refuses it.</returns>
    Task<bool> RefundAsync(Guid refund, PaymentId payment, string reference, long amountMinor, CancellationToken cancellation);

    /// <summary>All that was started since, with our ids; for the audit.</summary>
    IAsyncEnumerable<ProviderPayment> ListAsync(DateTimeOffset since, CancellationToken cancellation);

    /// <summary>What a call of the provider to us says. A hint: its payment is then fetched.</summary>
    /// <returns>Null: the signature is not the provider's.</returns>
    ProviderEvent? ReadEvent(ReadOnlyMemory<byte> body, IHeaderDictionary headers);

    bool CanTake(Money amount);
}

internal static class PayableTerms
{
    /// <summary>What the provider could not take is refused when the drop is made or changed, and not when somebody pays. A null provider: the shop takes no payment.</summary>
    /// <remarks>One hold costs the price of one unit at least, and of as many as the limit allows at most.</remarks>
    public static bool CanTake(this IPaymentProvider? provider, DropTerms terms) =>
        terms.Payment != PaymentRule.Required || terms.Price.AmountMinor == 0
        || provider is not null && provider.CanTake(terms.Price)
            && provider.CanTake(terms.Price with { AmountMinor = checked(terms.Price.AmountMinor * terms.LimitPerCustomer) });
}

/// <param name="Token">What the browser got for the card's data from the provider.</param>
internal sealed record PaymentStart(
    DropId Drop, PaymentId Payment, ReservationId Reservation, CustomerId Customer, Money Amount, string Description, string Token);

internal enum ProviderState
{
    /// <summary>The customer has to do something first: <see cref="ProviderPayment.NextAction"/>.</summary>
    Action,

    /// <summary>The provider is still at it.</summary>
    Processing,
    Authorized,
    Captured,
    Declined,
    Voided,
}

/// <param name="Payment">Null: it was not started by us.</param>
/// <param name="Reference">The provider's own name for it. Empty, of a decline: it has none, since it refused what it was sent.</param>
/// <param name="DeclineCode">Of a decline.</param>
/// <param name="NextAction">What the browser needs for the challenge, as JSON.</param>
/// <param name="CaptureBefore">When the authorisation ends by itself. Null: not known.</param>
internal sealed record ProviderPayment(
    PaymentId? Payment,
    string Reference,
    ProviderState State,
    Money Amount,
    long CapturedMinor = 0,
    long RefundedMinor = 0,
    string? DeclineCode = null,
    string? NextAction = null,
    DateTimeOffset? CaptureBefore = null,
    bool Disputed = false);

/// <param name="Reference">The payment that it is about. Null: of no payment.</param>
internal sealed record ProviderEvent(string Id, string? Reference);

/// <summary>No answer: whether the call had an effect is not known.</summary>
internal class PaymentUnansweredException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The provider cannot be reached, or does not know us: the call had no effect.</summary>
internal sealed class PaymentUnreachableException(string message, Exception? inner = null) : PaymentUnansweredException(message, inner);
