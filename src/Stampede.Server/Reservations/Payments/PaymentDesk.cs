using Stampede.Domain;
using Stampede.Postgres.Payments;
using Stampede.Postgres.Reservations;
using Stampede.Server.Hosting;

namespace Stampede.Server.Reservations;

/// <summary>Takes payments up, and sees to it that each is settled by one at a time.</summary>
internal sealed class PaymentDesk(
    PaymentRows rows, PaymentSettlement settlement, IPaymentProvider provider, PaymentSettings settings)
{
    public string Provider => provider.Name;

    /// <summary>An attempt, taken as far as it goes now. It goes on without its caller.</summary>
    /// <inheritdoc cref="PaymentRows.BeginAsync" path="/param"/>
    public async Task<(Payment? Payment, PaymentFault? Fault, bool IsAgain)> PayAsync(
        DropId drop, Reservation reservation, CustomerId customer, string? key, byte[] hash, string token, Money amount, Contact? contact, bool lacksContact)
    {
        var begun = await rows.BeginAsync(
            drop, reservation.Id, customer, new PaymentId(Guid.CreateVersion7()), key, hash, provider.Name, token, amount, settings.AttemptsPerHold,
            settlement.Lease, isLive: reservation.Status == ReservationStatus.Active, contact, lacksContact, CancellationToken.None);
        if (begun?.Payment is not { } payment)
            return (null, begun?.Fault ?? PaymentFault.Ended, false);
        return begun.IsAgain
            ? (await SettleAsync(payment), null, true)
            : (await settlement.SettleAsync(payment, CancellationToken.None), null, false);
    }

    /// <summary>Asks the provider how it stands, unless somebody is at it already.</summary>
    public async Task<Payment> SettleAsync(Payment payment)
    {
        if (await rows.LeaseAsync(payment.Drop, payment.Id, settlement.Lease, CancellationToken.None) is { } leased)
            return await settlement.SettleAsync(leased, CancellationToken.None);
        await rows.WakeAsync(payment, CancellationToken.None);
        return await rows.FindAsync(payment.Drop, payment.Id, CancellationToken.None) ?? payment;
    }

    /// <returns>False: the payment is not captured, or so much of it is not left, or not so many units.</returns>
    public async Task<bool> RefundAsync(Refund refund, string? key, long? bound)
    {
        var (isAsked, leased) = await rows.AskRefundAsync(refund, key, bound, settlement.Lease, CancellationToken.None);
        if (leased is not null)
            await settlement.SettleAsync(leased, CancellationToken.None);
        return isAsked;
    }

    /// <summary>What was authorised meanwhile may be sold already; else it is let go.</summary>
    public async Task<Payment> GiveUpAsync(Payment payment)
    {
        if (await rows.LeaseAsync(payment.Drop, payment.Id, settlement.Lease, CancellationToken.None) is not { } leased)
            return payment;
        var next = PaymentStates.Leads(leased.State, PaymentState.Voiding) && leased.State != PaymentState.CaptureFailed
            ? await settlement.LetGoAsync(leased, "given up by the customer", byOperator: null, CancellationToken.None)
            : leased;
        return next is not null
            ? await settlement.SettleAsync(next, CancellationToken.None)
            : await rows.FindAsync(payment.Drop, payment.Id, CancellationToken.None) ?? payment;
    }

    /// <summary>Of the manual provider: it is paid, since an operator says so.</summary>
    public async Task MarkPaidAsync(ManualProvider manual, Payment payment, CustomerId byOperator)
    {
        await rows.NoteAsync(payment, "marked as paid", byOperator, CancellationToken.None);
        await manual.MarkPaidAsync(payment.Id, CancellationToken.None);
        await SettleAsync(payment);
    }

    /// <summary>Once more, where an operator says so.</summary>
    /// <returns>False: it could not be asked for now.</returns>
    public async Task<bool> CaptureAgainAsync(Payment payment, CustomerId byOperator)
    {
        if (await rows.LeaseAsync(payment.Drop, payment.Id, settlement.Lease, CancellationToken.None) is not { } leased)
            return payment.State == PaymentState.Sold;
        await rows.NoteAsync(leased, "to be captured again", byOperator, CancellationToken.None);
        if (leased.State == PaymentState.CaptureFailed)
            return await settlement.CaptureAgainAsync(leased, CancellationToken.None);
        await settlement.SettleAsync(leased, CancellationToken.None);
        return true;
    }

    /// <summary>Lets the money go. What was sold for it is taken back first, and is free again.</summary>
    /// <returns>False: it could not be done now.</returns>
    public async Task<bool> VoidAsync(Payment payment, CustomerId byOperator)
    {
        if (await rows.LeaseAsync(payment.Drop, payment.Id, settlement.Lease, CancellationToken.None) is not { } leased)
            return payment.State is PaymentState.Voiding or PaymentState.Voided;
        var next = leased.State == PaymentState.CaptureFailed
            ? await settlement.LetSaleGoAsync(leased, "the payment could not be captured", byOperator, CancellationToken.None)
            : PaymentStates.Leads(leased.State, PaymentState.Voiding)
                ? await settlement.LetGoAsync(leased, "let go by an operator", byOperator, CancellationToken.None)
                : leased;
        if (next is null)
            return false;
        await settlement.SettleAsync(next, CancellationToken.None);
        return true;
    }

    /// <returns>False: it is not the provider's.</returns>
    public async Task<bool> HearAsync(ReadOnlyMemory<byte> body, IHeaderDictionary headers)
    {
        if (provider.ReadEvent(body, headers) is not { } told)
            return false;
        if (told.Reference is not { } reference)
            return true;
        await rows.HearEventAsync(provider.Name, told.Id, reference, CancellationToken.None);
        return true;
    }
}

/// <summary>What is due: sales to capture, authorisations to let go, answers that did not come.</summary>
internal sealed class PaymentWork(PaymentRows rows, PaymentSettlement settlement, TimeProvider time, ILogger<PaymentWork> log)
    : PeriodicWork(TimeSpan.FromSeconds(1), "Payments that are due could not be settled", time, log)
{
    private const int AtOnceMax = 16;

    private readonly List<Task> underWay = [];

    // Whoever waits for the provider keeps its own place and nobody else's: the others are settled meanwhile.
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var ended = underWay.FindAll(settling => settling.IsCompleted);
            underWay.RemoveAll(settling => ended.Contains(settling));
            await Task.WhenAll(ended);
            var places = AtOnceMax - underWay.Count;
            if (places == 0)
            {
                await Task.WhenAny(underWay).WaitAsync(cancellation);
                continue;
            }

            var due = await rows.LeaseDueAsync(places, settlement.Lease, cancellation);
            underWay.AddRange(due.Select(payment => settlement.SettleAsync(payment, cancellation)));
            if (due.Count < places)
                return;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // They were told to stop; what comes of it is in their rows.
        await Task.WhenAll(underWay).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
