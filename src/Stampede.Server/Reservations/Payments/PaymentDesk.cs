using Stampede.Domain;
using Stampede.Postgres.Payments;
using Stampede.Postgres.Reservations;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;

namespace Stampede.Server.Reservations;

/// <summary>Takes payments up, and sees to it that each is settled by one at a time.</summary>
internal sealed class PaymentDesk(
    PaymentRows rows, PaymentSettlement settlement, IPaymentProvider provider, DropStandings standings, DropGate gate, PaymentSettings settings)
{
    public string Provider => provider.Name;

    public async Task<PaymentRule?> FindRuleAsync(DropId drop) => (await standings.FindAsync(drop, CancellationToken.None))?.View.Terms.Payment;

    /// <summary>An attempt, taken as far as it goes now. It goes on without its caller.</summary>
    public async Task<(Payment? Payment, PaymentFault? Fault, bool IsAgain)> PayAsync(
        DropId drop, Reservation reservation, CustomerId customer, string? key, byte[] hash, string token, Money amount)
    {
        var begun = await rows.BeginAsync(
            drop, reservation.Id, customer, new PaymentId(Guid.CreateVersion7()), key, hash, provider.Name, token, amount, settings.AttemptsPerHold,
            settlement.Lease, isLive: reservation.Status == ReservationStatus.Active, CancellationToken.None);
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
    public async Task<bool> RefundAsync(Refund refund, string? key)
    {
        var (isAsked, leased) = await rows.AskRefundAsync(refund, key, settlement.Lease, CancellationToken.None);
        if (leased is not null)
            await settlement.SettleAsync(leased, CancellationToken.None);
        return isAsked;
    }

    /// <summary>What was authorised meanwhile may be sold already; else it is let go.</summary>
    public async Task<Payment> GiveUpAsync(Payment payment)
    {
        if (await rows.LeaseAsync(payment.Drop, payment.Id, settlement.Lease, CancellationToken.None) is not { } leased)
            return payment;
        if (PaymentStates.Leads(leased.State, PaymentState.Voiding) && leased.State != PaymentState.CaptureFailed)
        {
            await gate.SubmitAsync(leased.Drop, new Command.Unpay(leased.Reservation, leased.Id, "given up by the customer"));
            var given = new PaymentMove(PaymentState.Voiding) { Why = "given up by the customer", DueIn = TimeSpan.Zero, Lease = settlement.Lease };
            leased = await rows.MoveAsync(leased, given, CancellationToken.None) ?? leased;
        }

        return await settlement.SettleAsync(leased, CancellationToken.None);
    }

    /// <summary>Of the manual provider: it is paid, since an operator says so.</summary>
    public async Task MarkPaidAsync(ManualProvider manual, Payment payment, CustomerId byOperator)
    {
        await rows.NoteAsync(payment, "marked as paid", byOperator, CancellationToken.None);
        await manual.MarkPaidAsync(payment.Id, CancellationToken.None);
        await SettleAsync(payment);
    }

    /// <summary>Once more, where an operator says so.</summary>
    public async Task CaptureAgainAsync(Payment payment, CustomerId byOperator)
    {
        if (await rows.LeaseAsync(payment.Drop, payment.Id, settlement.Lease, CancellationToken.None) is not { } leased)
            return;
        await rows.NoteAsync(leased, "to be captured again", byOperator, CancellationToken.None);
        if (leased.State == PaymentState.CaptureFailed)
            await settlement.CaptureAgainAsync(leased, CancellationToken.None);
        else
            await settlement.SettleAsync(leased, CancellationToken.None);
    }

    /// <summary>Lets the money go. What was sold for it is taken back first, and is free again.</summary>
    public async Task VoidAsync(Payment payment, CustomerId byOperator)
    {
        if (await rows.LeaseAsync(payment.Drop, payment.Id, settlement.Lease, CancellationToken.None) is not { } leased)
            return;
        if (leased.State == PaymentState.CaptureFailed)
            await settlement.TakeBackAsync(leased, leased.Id.Value, null, restocks: true, "the payment could not be captured", byOperator, CancellationToken.None);
        else
            await gate.SubmitAsync(leased.Drop, new Command.Unpay(leased.Reservation, leased.Id, "let go by an operator", byOperator));
        var let = new PaymentMove(PaymentState.Voiding) { Why = "let go by an operator", Operator = byOperator, DueIn = TimeSpan.Zero, Lease = settlement.Lease };
        await settlement.SettleAsync(await rows.MoveAsync(leased, let, CancellationToken.None) ?? leased, CancellationToken.None);
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

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        while (await rows.LeaseDueAsync(AtOnceMax, settlement.Lease, cancellation) is { Count: > 0 } due)
        {
            await Task.WhenAll(due.Select(payment => settlement.SettleAsync(payment, cancellation)));
            if (due.Count < AtOnceMax)
                return;
        }
    }
}
