using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Payments;
using Stampede.Postgres.Reservations;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;

namespace Stampede.Server.Reservations;

/// <summary>
/// Takes a payment as far as it goes: the same for the customer's request, a provider's event and what is due. It may be called at any
/// time and any number of times; what was done before is found, by the payment's own id.
/// </summary>
/// <remarks>
/// The order of acts is what makes a crash harmless. The ledger keeps the hold before the provider is asked; the row says that the provider is asked
/// before it is; the sale and the obligation to capture are one commit; and what is to happen next is due in the row.
/// </remarks>
internal sealed partial class PaymentSettlement(
    PaymentRows rows, IPaymentProvider provider, DropGate gate, ReservationReads reservations, PaymentSettings settings, DatabaseClock clock,
    ILogger<PaymentSettlement> log)
{
    /// <summary>Why an attempt came to nothing that never reached the provider.</summary>
    public const string Unreachable = "provider_unreachable";

    /// <summary>Why an attempt came to nothing for which the shop did not know where to send to.</summary>
    public const string LacksContact = "delivery_required";

    /// <summary>Longer than any single step may take, which asks the provider three times at most: who holds it is at work, or dead.</summary>
    public TimeSpan Lease { get; } = TimeSpan.FromSeconds((3 * (settings.TimeoutSeconds + Allowance)) + 10);

    /// <summary>Seconds beyond the setting: the provider's own client says better what was in the way.</summary>
    private const int Allowance = 2;

    /// <summary>A challenge is asked after so often where no event comes.</summary>
    private static readonly TimeSpan ChallengePoll = TimeSpan.FromSeconds(15);

    /// <summary>A challenge of which the hold is over may still be passed for so long; then it is let go.</summary>
    private static readonly TimeSpan LateChallenge = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Nobody waits for a provider's answer for so long, and it may be at the start all that time: before, "it knows of none" is no answer.
    /// </summary>
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan StartPoll = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>A capture is tried until so long before the authorisation ends; then an operator must know.</summary>
    private static readonly TimeSpan CaptureReserve = TimeSpan.FromHours(24);

    /// <param name="payment">Leased by the caller; the lease is ended here.</param>
    /// <returns>As it stands when nothing more can be done now.</returns>
    public async Task<Payment> SettleAsync(Payment payment, CancellationToken cancellation)
    {
        for (var isFirst = false; ;)
        {
            var next = await StepAsync(payment, isFirst, cancellation);
            if (next is null)
                return await rows.FindAsync(payment.Drop, payment.Id, cancellation) ?? payment;
            if (!next.IsLeased)
                return next;
            isFirst = payment.State == PaymentState.Starting;
            payment = next;
        }
    }

    /// <param name="isFirst">Nobody has asked the provider for this payment before. Whoever finds it asked for cannot know what came of that.</param>
    /// <returns>Null: it did not move; the lease is ended.</returns>
    private async Task<Payment?> StepAsync(Payment payment, bool isFirst, CancellationToken cancellation)
    {
        try
        {
            return payment.State switch
            {
                PaymentState.Starting => await KeepAsync(payment, cancellation),
                PaymentState.Unknown => await StartAsync(payment, isFirst, cancellation),
                PaymentState.Action => await AskAsync(payment, cancellation),
                PaymentState.Authorized => await SellAsync(payment, cancellation),
                PaymentState.Sold => await CaptureAsync(payment, cancellation),
                PaymentState.Voiding => await VoidAsync(payment, cancellation),
                PaymentState.Refunding => await GiveBackAsync(payment, cancellation),
                PaymentState.Captured or PaymentState.PartRefunded => await RefundAsync(payment, cancellation),
                PaymentState.Declined or PaymentState.Abandoned or PaymentState.Voided or PaymentState.Refunded or PaymentState.CaptureFailed =>
                    await RestAsync(payment, cancellation),
            };
        }
        catch (PaymentUnreachableException unreachable) when (isFirst && payment.State == PaymentState.Unknown)
        {
            // Nothing was sent, so nothing can come of it: the customer may try again at once.
            Unanswered(payment.Id, payment.Provider, unreachable.Message);
            return await ComeToNothingAsync(payment, new(PaymentState.Abandoned) { Why = Unreachable, DeclineCode = Unreachable }, cancellation);
        }
        catch (Exception unanswered) when (IsUnanswered(unanswered, cancellation))
        {
            Unanswered(payment.Id, payment.Provider, unanswered.Message);
            return await LaterAsync(payment, "The provider did not answer.", cancellation);
        }
    }

    /// <summary>The hold is kept for this attempt; only then is the provider asked.</summary>
    private async Task<Payment?> KeepAsync(Payment payment, CancellationToken cancellation)
    {
        var pay = new Command.Pay(payment.Reservation, payment.Id, payment.Customer);
        var outcome = await gate.SubmitAsync(payment.Drop, pay);
        if (outcome is Outcome.Refused { Refusal: Refusal.DeliveryRequired } && await rows.FindContactAsync(payment, cancellation) is { } contact)
            outcome = await gate.SubmitAsync(payment.Drop, pay with { Contact = contact });
        switch (outcome)
        {
            case Outcome.Paying:
                return await MoveAsync(payment, new(PaymentState.Unknown) { DueIn = Lease }, cancellation);
            case Outcome.Refused { Refusal: Refusal.DeliveryRequired }:
                // The drop came to ask for it a moment ago.
                return await MoveAsync(payment, new(PaymentState.Abandoned) { Why = LacksContact, DeclineCode = LacksContact }, cancellation);
            case Outcome.Refused { Refusal: Refusal.Overloaded or Refusal.DatabaseUnavailable or Refusal.InternalError }:
                return await LaterAsync(payment, "The shop was busy.", cancellation);
            case Outcome.Refused { Refusal: var refusal }:
                return await MoveAsync(payment, new(PaymentState.Abandoned) { Why = NameOf(refusal) }, cancellation);
            default:
                return await MoveAsync(payment, new(PaymentState.Abandoned) { Why = "the hold has ended" }, cancellation);
        }
    }

    private async Task<Payment?> StartAsync(Payment payment, bool isFirst, CancellationToken cancellation)
    {
        if (!isFirst)
        {
            // Whoever asked before may have been answered; and what was never started is not started any more once the hold has ended.
            if (await AnswerAsync(c => provider.FindAsync(payment.Id, payment.Reference, c), cancellation) is { } made)
                return await FollowAsync(payment, made, cancellation);
            var kept = await gate.SubmitAsync(payment.Drop, new Command.Pay(payment.Reservation, payment.Id, payment.Customer));
            if (kept is Outcome.Refused { Refusal: Refusal.Overloaded or Refusal.DatabaseUnavailable or Refusal.InternalError })
                return await LaterAsync(payment, "The shop was busy.", cancellation);

            // It may still come to be at the provider: letting it go waits for that.
            if (kept is not Outcome.Paying)
                return await LetGoAsync(payment, "the hold has ended", byOperator: null, cancellation);
        }

        var start = new PaymentStart(
            payment.Drop, payment.Id, payment.Reservation, payment.Customer, payment.Amount, $"Reservation {payment.Reservation}", payment.Token ?? "");
        return await FollowAsync(payment, await AnswerAsync(c => provider.StartAsync(start, c), cancellation), cancellation);
    }

    private async Task<Payment?> AskAsync(Payment payment, CancellationToken cancellation)
    {
        var known = await AnswerAsync(c => provider.FindAsync(payment.Id, payment.Reference, c), cancellation);
        if (known is null)
            return await ComeToNothingAsync(payment, new(PaymentState.Abandoned) { Why = "the provider knows of none" }, cancellation);
        if (known.State == ProviderState.Action
            && await reservations.FindOfAnybodyAsync(payment.Drop, payment.Reservation, cancellation) is { EndedAt: { } ended } && ended + LateChallenge < clock.Now)
            return await LetGoAsync(payment, "nobody passed the challenge in time", byOperator: null, cancellation);
        return await FollowAsync(payment, known, cancellation);
    }

    /// <summary>Goes where the provider has gone.</summary>
    private async Task<Payment?> FollowAsync(Payment payment, ProviderPayment known, CancellationToken cancellation)
    {
        if (known.Amount != payment.Amount)
        {
            AmountDiffers(payment.Id, payment.Amount, known.Amount);
            return await LetGoAsync(payment, "the provider has another amount", byOperator: null, cancellation, known.Reference);
        }

        var reference = known.Reference.Length > 0 ? known.Reference : null;
        var move = new PaymentMove(PaymentState.Authorized) { Reference = reference, CaptureBefore = known.CaptureBefore };
        switch (known.State)
        {
            case ProviderState.Authorized or ProviderState.Captured:
                return await MoveAsync(payment, move with { DueIn = TimeSpan.Zero }, cancellation);
            case ProviderState.Action when payment.State == PaymentState.Action:
                await rows.PostponeAsync(payment, ChallengePoll, null, known.Reference, cancellation);
                return null;
            case ProviderState.Action:
                // Waited for: there is nothing to do before the customer has answered.
                await MoveAsync(payment, move with { To = PaymentState.Action, NextAction = known.NextAction, DueIn = ChallengePoll }, cancellation);
                return null;
            case ProviderState.Processing:
                await rows.PostponeAsync(payment, TimeSpan.FromSeconds(2), null, known.Reference, cancellation);
                return null;
            case ProviderState.Declined:
                return await ComeToNothingAsync(payment, move with { To = PaymentState.Declined, DeclineCode = known.DeclineCode, Why = known.DeclineCode }, cancellation);
            case ProviderState.Voided:
                return await ComeToNothingAsync(payment, move with { To = PaymentState.Abandoned, Why = "the provider gave it up" }, cancellation);
            default:
                throw new InvalidOperationException($"{known.State}");
        }
    }

    /// <summary>The ledger hears of it first: an attempt that is over in its row keeps no hold.</summary>
    private async Task<Payment?> ComeToNothingAsync(Payment payment, PaymentMove move, CancellationToken cancellation)
    {
        var outcome = await gate.SubmitAsync(payment.Drop, new Command.Unpay(payment.Reservation, payment.Id, move.Why ?? Names.Of(move.To)));
        return outcome is Outcome.Refused
            ? await LaterAsync(payment, "The shop was busy.", cancellation)
            : await MoveAsync(payment, move, cancellation);
    }

    private async Task<Payment?> SellAsync(Payment payment, CancellationToken cancellation)
    {
        var settle = new Command.Settle(
            payment.Reservation, payment.Id, payment.Customer, payment.Amount, new PurchaseId(Guid.CreateVersion7()),
            await rows.NameOfAsync(payment.Customer, cancellation), Late: null);
        var outcome = await gate.SubmitAsync(payment.Drop, settle);
        // Asked only now: before the hold's end is in the ledger, it may still be given back, and then nothing may be taken anew for it.
        if (outcome is Outcome.NotHeld && settings.TakesAnew && await FindLateAsync(payment, cancellation) is { } late)
            outcome = await gate.SubmitAsync(payment.Drop, settle with { Late = late });
        switch (outcome)
        {
            case Outcome.Purchased:
                // The commit has moved the row.
                return await rows.FindAsync(payment.Drop, payment.Id, cancellation);
            case Outcome.Refused { Refusal: Refusal.Overloaded or Refusal.DatabaseUnavailable or Refusal.InternalError }:
                return await LaterAsync(payment, "The shop was busy.", cancellation);
            case Outcome.Refused { Refusal: var refusal }:
                return await LetGoAsync(payment, NameOf(refusal), byOperator: null, cancellation);
            default:
                return await LetGoAsync(payment, "the hold has ended", byOperator: null, cancellation);
        }
    }

    /// <returns>Null: only what ran out is taken anew. What its customer or an operator gave back, nobody wants any more.</returns>
    private async Task<LateHold?> FindLateAsync(Payment payment, CancellationToken cancellation)
    {
        var reservation = await reservations.FindOfAnybodyAsync(payment.Drop, payment.Reservation, cancellation)
            ?? throw new InvalidDataException($"Payment {payment.Id} is for reservation {payment.Reservation}, which is not there.");
        return reservation.Status == ReservationStatus.Expired
            ? new LateHold(new ReservationId(Guid.CreateVersion7()), reservation.VariantId, reservation.Quantity, reservation.Price)
            : null;
    }

    /// <summary>There will be no sale. The ledger hears of it first, and the hold is for another attempt.</summary>
    /// <returns>Null: not now; the lease is ended.</returns>
    public async Task<Payment?> LetGoAsync(Payment payment, string why, CustomerId? byOperator, CancellationToken cancellation, string? reference = null)
    {
        if (await gate.SubmitAsync(payment.Drop, new Command.Unpay(payment.Reservation, payment.Id, why, byOperator)) is Outcome.Refused)
            return await LaterAsync(payment, "The shop was busy.", cancellation);
        return await MoveAsync(payment, new(PaymentState.Voiding) { Why = why, Operator = byOperator, Reference = reference, DueIn = TimeSpan.Zero }, cancellation);
    }

    /// <summary>Of what is sold and could not be captured: the sale is taken back, then the money is let go.</summary>
    /// <returns>Null: not now; the lease is ended.</returns>
    public async Task<Payment?> LetSaleGoAsync(Payment payment, string why, CustomerId byOperator, CancellationToken cancellation)
    {
        if (await TakeBackAsync(payment, payment.Id.Value, null, restocks: true, why, byOperator, cancellation) is not null)
            return await RestAsync(payment, cancellation);
        return await MoveAsync(payment, new(PaymentState.Voiding) { Why = why, Operator = byOperator, DueIn = TimeSpan.Zero }, cancellation);
    }

    private async Task<Payment?> CaptureAsync(Payment payment, CancellationToken cancellation)
    {
        try
        {
            var known = await AnswerAsync(c => provider.CaptureAsync(payment.Id, payment.Reference!, c), cancellation);
            return known.State == ProviderState.Captured
                ? await MoveAsync(payment, new(PaymentState.Captured) { CapturedMinor = known.CapturedMinor, Reference = known.Reference }, cancellation)
                : await MoveAsync(payment, new(PaymentState.CaptureFailed) { Why = $"the provider has it {Names.Of(known.State)}" }, cancellation);
        }
        catch (PaymentUnansweredException) when (payment.CaptureBefore - CaptureReserve < clock.Now && payment.Tries > 0)
        {
            return await MoveAsync(payment, new(PaymentState.CaptureFailed) { Why = "the provider has not answered until a day before the authorisation ends" }, cancellation);
        }
    }

    /// <summary>Of one that could not be captured. It stays so where it still can't be; the lease is ended.</summary>
    /// <returns>False: the provider does not answer.</returns>
    public async Task<bool> CaptureAgainAsync(Payment payment, CancellationToken cancellation)
    {
        try
        {
            if (await CaptureAsync(payment, cancellation) is null)
                await LaterAsync(payment, "The provider does not hand the money out.", cancellation);
            return true;
        }
        catch (Exception unanswered) when (IsUnanswered(unanswered, cancellation))
        {
            Unanswered(payment.Id, payment.Provider, unanswered.Message);
            await LaterAsync(payment, "The provider did not answer.", cancellation);
            return false;
        }
    }

    private async Task<Payment?> VoidAsync(Payment payment, CancellationToken cancellation)
    {
        // Whatever became of what told it before: what is let go keeps no hold, or its customer could not try another card.
        if (await gate.SubmitAsync(payment.Drop, new Command.Unpay(payment.Reservation, payment.Id, "let go"))
            is Outcome.Refused { Refusal: Refusal.Overloaded or Refusal.DatabaseUnavailable or Refusal.InternalError })
            return await LaterAsync(payment, "The shop was busy.", cancellation);
        var reference = payment.Reference ?? (await AnswerAsync(c => provider.FindAsync(payment.Id, null, c), cancellation))?.Reference;
        if (reference is null && clock.Now < payment.CreatedAt + StartsWithin)
        {
            await rows.PostponeAsync(payment, StartPoll, null, null, cancellation);
            return null;
        }

        if (reference is null)
            return await MoveAsync(payment, new(PaymentState.Voided) { Why = "the provider knows of none" }, cancellation);
        var known = await AnswerAsync(c => provider.VoidAsync(payment.Id, reference, c), cancellation);
        return known.State switch
        {
            ProviderState.Captured => await MoveAsync(
                payment, new(PaymentState.Refunding) { Reference = reference, CapturedMinor = known.CapturedMinor, Why = "it was captured before", DueIn = TimeSpan.Zero }, cancellation),
            ProviderState.Voided or ProviderState.Declined => await MoveAsync(payment, new(PaymentState.Voided) { Reference = reference }, cancellation),
            _ => await LaterAsync(payment, $"The provider has it {Names.Of(known.State)}.", cancellation),
        };
    }

    private async Task<Payment?> GiveBackAsync(Payment payment, CancellationToken cancellation)
    {
        var isDone = await AnswerAsync(c => provider.RefundAsync(payment.Id.Value, payment.Id, payment.Reference!, payment.CapturedMinor, c), cancellation);
        return isDone
            ? await MoveAsync(payment, new(PaymentState.Refunded) { RefundedMinor = payment.CapturedMinor }, cancellation)
            : await LaterAsync(payment, "The provider refuses the refund.", cancellation);
    }

    /// <summary>What operators asked for, one refund after the other.</summary>
    private async Task<Payment?> RefundAsync(Payment payment, CancellationToken cancellation)
    {
        if (await rows.RefundsAskedAsync(payment, cancellation) is not [var refund, ..])
            return await FollowElsewhereAsync(payment, cancellation);
        if (!await AnswerAsync(c => provider.RefundAsync(refund.Id, payment.Id, payment.Reference!, refund.AmountMinor, c), cancellation))
        {
            await rows.FailRefundAsync(refund, cancellation);
            return await LaterAsync(payment, "The provider refuses the refund.", cancellation);
        }

        var units = refund.Units ?? (refund.Restock ? null : 0);
        if (await TakeBackAsync(payment, refund.Id, units, refund.Restock, refund.Reason, refund.Operator, cancellation) is { } refusal)
            return await LaterAsync(payment, $"The stock was not taken back: {NameOf(refusal)}.", cancellation);

        // The provider's own figure: asked twice, it is the same.
        var known = await AnswerAsync(c => provider.FindAsync(payment.Id, payment.Reference, c), cancellation)
            ?? throw new InvalidDataException($"Payment {payment.Id} was refunded, and its provider knows of none.");
        return await MoveAsync(
            payment,
            new(known.RefundedMinor >= payment.CapturedMinor ? PaymentState.Refunded : PaymentState.PartRefunded)
            {
                RefundedMinor = known.RefundedMinor,
                Refund = refund.Id,
                Operator = refund.Operator,
                Why = refund.Reason,
                DueIn = known.RefundedMinor >= payment.CapturedMinor ? null : TimeSpan.Zero,
            },
            cancellation);
    }

    /// <summary>What was done at the provider and not here: a dispute, a refund in its own console.</summary>
    private async Task<Payment?> FollowElsewhereAsync(Payment payment, CancellationToken cancellation)
    {
        if (await AnswerAsync(c => provider.FindAsync(payment.Id, payment.Reference, c), cancellation) is not { } known)
            return await RestAsync(payment, cancellation);
        await rows.MarkDisputedAsync(payment, known.Disputed, cancellation);
        if (known.RefundedMinor <= payment.RefundedMinor)
            return await RestAsync(payment, cancellation);
        return await MoveAsync(
            payment,
            new(known.RefundedMinor >= payment.CapturedMinor ? PaymentState.Refunded : PaymentState.PartRefunded)
            {
                RefundedMinor = known.RefundedMinor,
                Why = "refunded at the provider",
            },
            cancellation);
    }

    /// <summary>What comes back of the sale that the payment was for, once for each refund.</summary>
    /// <param name="units">Null: all that did not come back before.</param>
    /// <returns>Null: it is taken back, now or before.</returns>
    private async Task<Refusal?> TakeBackAsync(
        Payment payment, Guid refund, int? units, bool restocks, string why, CustomerId? byOperator, CancellationToken cancellation)
    {
        if (payment.Purchase is not { } purchase || units == 0)
            return null;
        var (before, isDone) = await rows.FindReturnedAsync(payment.Drop, purchase, refund, cancellation);
        if (isDone)
            return null;
        var sold = await reservations.FindReceiptAsync(purchase, payment.Customer, cancellation)
            ?? throw new InvalidDataException($"Payment {payment.Id} is for purchase {purchase}, which is not there.");
        var left = units ?? (sold.Quantity - before);
        if (left == 0)
            return null;
        var what = new PurchaseReturn(purchase, sold.ReservationId, payment.Customer, sold.VariantId, left, restocks, payment.Id, refund);
        return await gate.SubmitAsync(payment.Drop, new Command.Return(what, why, byOperator)) is Outcome.Refused refused ? refused.Refusal : null;
    }

    /// <summary>Nothing is left to do, until somebody asks for something.</summary>
    private async Task<Payment?> RestAsync(Payment payment, CancellationToken cancellation)
    {
        await rows.RestAsync(payment, cancellation);
        return null;
    }

    /// <summary>What is due at once is gone on with here.</summary>
    private Task<Payment?> MoveAsync(Payment payment, PaymentMove move, CancellationToken cancellation) =>
        rows.MoveAsync(payment, move.DueIn == TimeSpan.Zero || move.To == PaymentState.Unknown ? move with { Lease = Lease } : move, cancellation);

    /// <summary>Ever less often while it is in vain.</summary>
    private async Task<Payment?> LaterAsync(Payment payment, string error, CancellationToken cancellation)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(payment.Tries, 10))));
        await rows.PostponeAsync(payment, wait, error, null, cancellation);
        return null;
    }

    private async Task<T> AnswerAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds + Allowance));
        return await ask(bounded.Token);
    }

    private static bool IsUnanswered(Exception fault, CancellationToken cancellation) =>
        fault is PaymentUnansweredException or HttpRequestException or TimeoutException
        || fault is OperationCanceledException && !cancellation.IsCancellationRequested;

    private static string NameOf(Refusal refusal) => refusal.GetType().Name;

    [LoggerMessage(1, LogLevel.Warning, "Payment {Payment}: {Provider} did not answer: {Reason}")]
    private partial void Unanswered(PaymentId payment, string provider, string reason);

    [LoggerMessage(2, LogLevel.Error, "Payment {Payment} is over {Ours}, and the provider has {Theirs}: it is let go.")]
    private partial void AmountDiffers(PaymentId payment, Money ours, Money theirs);
}
