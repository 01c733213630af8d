using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// Somebody who wants a pair, does what people do, and tries again with the same key where the answer says nothing.
/// </summary>
internal sealed partial class Customer(Scene scene, Machine device, List<Customer> crowd)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CustomerId id = new(scene.NewId());
    private readonly List<Hold> holds = [];
    private int keys;

    private Chance Chance => scene.World.Chance;

    /// <summary>Has left the shop: everything they asked for is answered for good.</summary>
    public bool IsDone { get; private set; }

    public async Task ShopAsync()
    {
        var visits = Chance.Between(2, 8);
        for (var i = 0; i < visits && !scene.IsOver; i++)
        {
            await device.DelayAsync(Chance.Is(0.5) ? Chance.Milliseconds(0, 20) : Chance.Milliseconds(0, 3000));
            var drop = Chance.Is(0.1) ? scene.Late : Chance.Pick(scene.Drops);
            var granted = await ReserveAsync(drop);
            if (granted is not null)
                await AfterReservingAsync(drop, granted);
        }

        IsDone = true;
    }

    private async Task<Hold?> ReserveAsync(DropView drop)
    {
        var key = Chance.Is(0.6) ? $"key-{(Chance.Is(0.9) ? ++keys : keys)}" : null;
        var variant = Chance.Is(0.1) ? default(VariantId?) : Chance.Is(0.02) ? new VariantId(scene.NewId()) : Chance.Pick(drop.Variants).Id;
        var quantity = Chance.Is(0.7) ? 1 : Chance.Between(1, 3);
        if (key is not null && Chance.Is(0.2))
            device.Start(async () => await InsistAsync(drop, variant, quantity, key)); // A second tab.
        if (key is not null && Chance.Is(0.1))
            device.Start(async () => await InsistAsync(Chance.Pick(scene.Drops), null, 1, key)); // In another drop a key is another request's.
        var outcome = await InsistAsync(drop, variant, quantity, key);
        if (outcome is not Outcome.Reserved reserved)
            return null;
        holds.Add(reserved.Hold);
        return reserved.Hold;
    }

    /// <summary>With a key, until it is known what became of it; without one, a lost answer is bad luck.</summary>
    private async Task<Outcome?> InsistAsync(DropView drop, VariantId? variant, int quantity, string? key)
    {
        while (true)
        {
            var outcome = await Chance.Pick(scene.Nodes).AskAsync(
                drop.Id, new Command.Reserve(new ReservationId(scene.NewId()), id, variant, quantity, key), Patience);
            if (key is null || IsKnown(outcome))
                return outcome;
            await device.DelayAsync(Chance.Milliseconds(1, 1000));
        }
    }

    private async Task AfterReservingAsync(DropView drop, Hold hold)
    {
        var pays = drop.Terms.Payment == PaymentRule.Required && Chance.Is(0.8);
        var end = hold.ExpiresAt - scene.World.Now;
        var wait = pays && Chance.Is(0.7) ? Chance.Milliseconds(0, 300) : Chance.Below(5) switch
        {
            0 => TimeSpan.Zero,
            1 => end + Chance.Milliseconds(-3, 3), // On the very edge.
            2 => end * Chance.Fraction(),
            3 => end + Chance.Milliseconds(-200, 200),
            _ => end + Chance.Milliseconds(0, 2000),
        };
        await device.DelayAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        if (pays)
        {
            await PayAsync(drop, hold);
            return;
        }

        switch (Chance.Below(8))
        {
            case 0:
                break; // Walks away.
            case 1:
                await EndAsync(drop, () => new Command.Cancel(hold.Id, id));
                break;
            case 2: // Two tabs.
                device.Start(() => EndAsync(drop, () => Buy(hold)));
                await EndAsync(drop, () => Chance.Is(0.5) ? Buy(hold) : new Command.Cancel(hold.Id, id));
                break;
            case 3: // Somebody else's.
                var other = Chance.Pick(crowd);
                await EndAsync(drop, () => new Command.Buy(hold.Id, new PurchaseId(scene.NewId()), other.id, "mallory"));
                break;
            case 4: // One more time with what has long ended.
                await EndAsync(drop, () => Buy(Chance.Pick(holds)));
                break;
            default:
                await EndAsync(drop, () => Buy(hold));
                break;
        }
    }

    /// <summary>By one card after the other, as long as they are declined.</summary>
    private async Task PayAsync(DropView drop, Hold hold)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (Chance.Is(0.1)) // Two tabs.
                device.Start(async () => await PayByAsync(drop, hold));
            if (Chance.Is(0.2))
                device.Start(() => CancelMeanwhileAsync(drop, hold));
            switch (await PayByAsync(drop, hold))
            {
                case { State: PaymentState.Declined } when Chance.Is(0.8):
                    await device.DelayAsync(Chance.Milliseconds(0, 1500));
                    continue;
                case { State: PaymentState.Action or PaymentState.Unknown or PaymentState.Authorized } payment when Chance.Is(0.1):
                    await UntilAsync(till => till.GiveUpAsync(payment.Id));
                    return;
                case { State: PaymentState.Action } payment when Chance.Is(0.7): // Else they walk away.
                    await device.DelayAsync(Chance.Is(0.5) ? Chance.Milliseconds(0, 200) : hold.ExpiresAt - scene.World.Now is var left && left > TimeSpan.Zero
                        ? left + Chance.Milliseconds(0, 5000) : Chance.Milliseconds(0, 5000));
                    scene.Bank.Answer(payment.Id, passes: Chance.Is(0.8));
                    if (Chance.Is(0.7)) // Else the shop finds out by itself.
                        await UntilAsync(till => till.RefreshAsync(payment.Id));
                    return;
                default:
                    return;
            }
        }
    }

    private async Task CancelMeanwhileAsync(DropView drop, Hold hold)
    {
        await device.DelayAsync(Chance.Milliseconds(0, 300));
        await EndAsync(drop, () => new Command.Cancel(hold.Id, id));
    }

    private Task<PaymentRow?> PayByAsync(DropView drop, Hold hold)
    {
        var payment = new PaymentId(scene.NewId());
        var card = Chance.Pick([Card.Good, Card.Good, Card.Good, Card.Declined, Card.Declined, Card.Asking, Card.Asking, Card.Silent]);
        return UntilAsync(till => till.PayAsync(drop.Id, hold, payment, card));
    }

    /// <summary>Until there is an answer, or it is clear that there will be none soon.</summary>
    private async Task<PaymentRow?> UntilAsync(Func<Till, Task<PaymentRow?>> request)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            if (await Chance.Pick(scene.Nodes).AskTillAsync(request, Patience) is { } answer)
                return answer;
            await device.DelayAsync(Chance.Milliseconds(1, 500));
        }

        return null;
    }

    private Command.Buy Buy(Hold hold) => new(hold.Id, new PurchaseId(scene.NewId()), id, "alice");

    private async Task EndAsync(DropView drop, Func<Command> command)
    {
        while (!IsKnown(await Chance.Pick(scene.Nodes).AskAsync(drop.Id, command(), Patience)))
            await device.DelayAsync(Chance.Milliseconds(1, 1000));
    }

    private static bool IsKnown(Outcome? outcome) =>
        outcome is not (null or Outcome.Refused { Refusal: Refusal.DatabaseUnavailable or Refusal.Overloaded });
}
