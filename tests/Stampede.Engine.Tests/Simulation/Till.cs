using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// A node's part in payments. It does what <c>PaymentSettlement</c> does: the ledger keeps the hold before the bank is asked, the sale and the
/// obligation to capture are one commit, and what is to happen next is due in the row, for whichever node is alive.
/// </summary>
/// <param name="takesAnew">What is authorised after its hold is gone is bought all the same, where anybody could reserve it.</param>
internal sealed class Till(World world, Bank bank, Node node, Func<Guid> newId, bool takesAnew)
{
    private const int AtOnceMax = 16;

    /// <summary>A challenge of which the hold is over may still be passed for so long.</summary>
    private static readonly TimeSpan LateChallenge = TimeSpan.FromSeconds(1);

    /// <summary>A start may be on its way to the bank for so long, longer than any machine stands still: before, "it knows of none" is no answer.</summary>
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(10);

    /// <summary>Takes up what is due.</summary>
    public async Task WorkAsync()
    {
        while (node.IsOpen)
        {
            await node.Machine.DelayAsync(TimeSpan.FromSeconds(1));
            try
            {
                foreach (var due in await node.Journal.AskPaymentsAsync(table => Task.FromResult(table.LeaseDue(AtOnceMax))))
                    node.Machine.Start(() => TryAsync(() => SettleAsync(due)));
            }
            catch (Exception fault) when (IsTrouble(fault))
            {
                // The next one.
            }
        }
    }

    /// <returns>The attempt as far as it went, or another one that is under way. Null: there was trouble, and nobody knows.</returns>
    public Task<PaymentRow?> PayAsync(DropId drop, Hold hold, PaymentId id, Card card) => TryAsync(async () =>
    {
        var (row, isNew) = await node.Journal.AskPaymentsAsync(table => Task.FromResult(table.Begin(drop, id, hold, card)));
        return isNew ? await SettleAsync(row) : row.Id == id ? await GoOnAsync(id) : row;
    });

    /// <summary>After the bank's question: asks the bank, and settles now.</summary>
    public Task<PaymentRow?> RefreshAsync(PaymentId id) => TryAsync(() => GoOnAsync(id));

    public Task<PaymentRow?> GiveUpAsync(PaymentId id) => TryAsync(async () =>
    {
        if (await node.Journal.AskPaymentsAsync(table => table.LeaseAsync(id)) is not { } row)
            return null;
        return await SettleAsync(PaymentStates.Leads(row.State, PaymentState.Voiding) && await LetGoAsync(row) is { } voiding ? voiding : row);
    });

    public Task<PaymentRow?> RefundAsync(PaymentId id, bool restocks) => TryAsync(async () =>
        await node.Journal.AskPaymentsAsync(table => Task.FromResult(table.AskRefund(id, restocks))) ? await GoOnAsync(id) : null);

    private static bool IsTrouble(Exception fault) => fault is LinkBrokenException or ServerErrorException or LockTimeoutException or BankSilentException or BankUnreachableException;

    private static bool IsBusy(Outcome outcome) => outcome is Outcome.Refused { Refusal: Refusal.Overloaded or Refusal.DatabaseUnavailable };

    private static async Task<PaymentRow?> TryAsync(Func<Task<PaymentRow?>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (IsTrouble(fault))
        {
            return null; // It is due again when its lease is over.
        }
    }

    private async Task<PaymentRow?> GoOnAsync(PaymentId id) =>
        await node.Journal.AskPaymentsAsync(table => table.LeaseAsync(id)) is { } leased ? await SettleAsync(leased) : await FindAsync(id);

    private Task<PaymentRow?> FindAsync(PaymentId id) => node.Journal.AskPaymentsAsync(table => Task.FromResult(table.Find(id)));

    /// <param name="row">Leased.</param>
    private async Task<PaymentRow?> SettleAsync(PaymentRow row)
    {
        while (await StepAsync(row) is { } next)
            row = next;
        return await FindAsync(row.Id);
    }

    /// <returns>Null: it is done, or waits.</returns>
    private async Task<PaymentRow?> StepAsync(PaymentRow row)
    {
        try
        {
            return row.State switch
            {
                PaymentState.Starting => await KeepAsync(row),
                PaymentState.Unknown => await StartAsync(row),
                PaymentState.Action => await AskAsync(row),
                PaymentState.Authorized => await SellAsync(row),
                PaymentState.Sold => await CaptureAsync(row),
                PaymentState.Voiding => await VoidAsync(row),
                PaymentState.Captured when row.RefundIsAsked => await RefundAsync(row),
                _ => await PostponeAsync(row, null),
            };
        }
        catch (BankUnreachableException) when (row is { State: PaymentState.Unknown, Tries: 0 })
        {
            // Nothing was sent, so nothing can come of it: the customer may try again at once.
            world.Note("bank unreachable");
            return await ComeToNothingAsync(row, PaymentState.Abandoned);
        }
        catch (Exception fault) when (fault is BankSilentException or BankUnreachableException)
        {
            world.Note("bank silent");
            return await LaterAsync(row);
        }
    }

    /// <summary>The hold is kept for this attempt; only then is the bank asked.</summary>
    private async Task<PaymentRow?> KeepAsync(PaymentRow row)
    {
        var outcome = await DecideAsync(row, new Command.Pay(row.Hold.Id, row.Id, row.Hold.Customer));
        return IsBusy(outcome) ? await LaterAsync(row) : await MoveAsync(row, outcome is Outcome.Paying ? PaymentState.Unknown : PaymentState.Abandoned);
    }

    private async Task<PaymentRow?> StartAsync(PaymentRow row)
    {
        var known = row.Tries > 0 ? await bank.FindAsync(row.Id) : null;
        if (known is null)
        {
            // What was never started is not started any more once the hold has ended.
            var kept = await DecideAsync(row, new Command.Pay(row.Hold.Id, row.Id, row.Hold.Customer));
            if (IsBusy(kept))
                return await LaterAsync(row);
            known = kept is Outcome.Paying ? await bank.StartAsync(row.Id, row.Hold.AmountMinor, row.Card) : await bank.FindAsync(row.Id);
            if (known is null && kept is not Outcome.Paying)
                return await MoveAsync(row, row.Tries > 0 ? PaymentState.Voiding : PaymentState.Abandoned);
        }

        return await FollowAsync(row, known);
    }

    private async Task<PaymentRow?> AskAsync(PaymentRow row)
    {
        var known = await bank.FindAsync(row.Id);
        if (known?.State == BankState.Asking && await StatusAsync(row) is { EndedAt: { } ended } && ended + LateChallenge < world.Now)
            return await MoveAsync(row, PaymentState.Voiding);
        return await FollowAsync(row, known);
    }

    /// <summary>Goes where the bank has gone.</summary>
    private async Task<PaymentRow?> FollowAsync(PaymentRow row, BankPayment? known)
    {
        switch (known?.State)
        {
            case null or BankState.Silent:
                return await LaterAsync(row);
            case BankState.Authorized or BankState.Captured or BankState.Refunded:
                return await MoveAsync(row, PaymentState.Authorized);
            case BankState.Asking when row.State == PaymentState.Action:
                return await PostponeAsync(row, TimeSpan.FromSeconds(1));
            case BankState.Asking:
                return await MoveAsync(row, PaymentState.Action) is { } asked ? await PostponeAsync(asked, TimeSpan.FromSeconds(1)) : null;
            case BankState.Declined or BankState.Voided:
                return await ComeToNothingAsync(row, known.State == BankState.Declined ? PaymentState.Declined : PaymentState.Abandoned);
            default:
                throw new InvalidOperationException($"{known.State}");
        }
    }

    /// <summary>The ledger hears of it first: an attempt that is over in its row keeps no hold.</summary>
    private async Task<PaymentRow?> ComeToNothingAsync(PaymentRow row, PaymentState how) =>
        node.Plant != Plant.UnpaidForgotten && IsBusy(await DecideAsync(row, new Command.Unpay(row.Hold.Id, row.Id, "came to nothing")))
            ? await LaterAsync(row)
            : await MoveAsync(row, how);

    private async Task<PaymentRow?> SellAsync(PaymentRow row)
    {
        var amount = row.Hold.Price with { AmountMinor = row.Hold.AmountMinor };
        var settle = new Command.Settle(row.Hold.Id, row.Id, row.Hold.Customer, amount, new PurchaseId(newId()), "alice", Late: null);
        if (node.Plant is Plant.GivenBackIsTakenAnew or Plant.NoPaymentGuard && await StatusAsync(row) is { Status: ReservationStatus.Active })
            settle = settle with { Late = new LateHold(new ReservationId(newId()), row.Hold.Variant, row.Hold.Quantity, row.Hold.Price) };
        var outcome = await DecideAsync(row, settle);
        // Asked only now: before the hold's end is in the ledger, it may still be given back.
        if (outcome is Outcome.NotHeld && takesAnew && await StatusAsync(row) is { Status: ReservationStatus.Expired })
        {
            settle = settle with { Id = new PurchaseId(newId()), Late = new LateHold(new ReservationId(newId()), row.Hold.Variant, row.Hold.Quantity, row.Hold.Price) };
            outcome = await DecideAsync(row, settle);
        }

        if (outcome is Outcome.Purchased bought)
        {
            if (bought.Purchase.Reservation != row.Hold.Id)
                world.Note("taken anew");
            return await FindAsync(row.Id); // The commit has moved it.
        }

        if (IsBusy(outcome))
            return await LaterAsync(row);
        if (node.Plant == Plant.LateSaleOfWhatIsHeld && settle.Late is not null)
            await node.Journal.SellBesideTheLanesAsync(row, settle);
        return await LetGoAsync(row);
    }

    private Task<PaymentRow?> LetGoAsync(PaymentRow row) => MoveAsync(row, PaymentState.Voiding);

    private async Task<PaymentRow?> CaptureAsync(PaymentRow row) =>
        await bank.CaptureAsync(row.Id) is { State: BankState.Captured } ? await MoveAsync(row, PaymentState.Captured) : await LaterAsync(row);

    private async Task<PaymentRow?> VoidAsync(PaymentRow row)
    {
        // However it came to this: what is let go keeps no hold.
        if (IsBusy(await DecideAsync(row, new Command.Unpay(row.Hold.Id, row.Id, "let go"))))
            return await LaterAsync(row);
        var known = await bank.VoidAsync(row.Id);
        if (known is null && world.Now < row.CreatedAt + StartsWithin)
            return await PostponeAsync(row, TimeSpan.FromSeconds(1));
        return known?.State is null or BankState.Voided or BankState.Declined
            ? await MoveAsync(row, PaymentState.Voided)
            : await LaterAsync(row);
    }

    private async Task<PaymentRow?> RefundAsync(PaymentRow row)
    {
        if (await bank.RefundAsync(row.Id) is not { State: BankState.Refunded })
            return await LaterAsync(row);
        var isReturned = await node.Journal.IsReturnedAsync(row);
        if (!isReturned)
        {
            var sold = await node.Journal.FindSaleAsync(row);
            var what = new PurchaseReturn(row.Purchase!.Value, sold.Hold.Id, sold.Hold.Customer, sold.Hold.Variant, sold.Hold.Quantity, row.Restocks, row.Id);
            if (await DecideAsync(row, new Command.Return(what, "refunded", new CustomerId(newId()))) is not Outcome.Done)
                return await LaterAsync(row);
        }

        return await MoveAsync(row, PaymentState.Refunded);
    }

    private Task<Outcome> DecideAsync(PaymentRow row, Command command) => node.DecideAsync(row.Drop, command);

    private Task<ReservationRow> StatusAsync(PaymentRow row) => node.Journal.FindReservationAsync(row.Drop, row.Hold.Id);

    private Task<PaymentRow?> MoveAsync(PaymentRow row, PaymentState to) => node.Journal.AskPaymentsAsync(table => table.MoveAsync(row, to));

    private async Task<PaymentRow?> PostponeAsync(PaymentRow row, TimeSpan? by)
    {
        await node.Journal.AskPaymentsAsync(table => table.PostponeAsync(row, by));
        return null;
    }

    /// <summary>Ever less often while it is in vain.</summary>
    private Task<PaymentRow?> LaterAsync(PaymentRow row) => PostponeAsync(row, TimeSpan.FromSeconds(Math.Min(2, 0.5 * (row.Tries + 1))));
}
