using System.Collections.Immutable;
using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>Somebody who stands in a line, and does with an offer what people do.</summary>
internal sealed partial class Customer
{
    public async Task StandInLineAsync(DropView drop)
    {
        await device.DelayAsync(Chance.Milliseconds(0, 4500));
        var outcome = await JoinAsync(drop);
        if (outcome is LineOutcome.Joined && Chance.Is(0.2))
            await InLineAsync(drop, new LineRequest.Prefer(id, Preferences(drop), Chance.Is(0.5) ? Chance.Between(1, 2) : null));
        if (Chance.Is(0.15))
            device.Start(() => LeaveAsync(drop));
        var seen = new HashSet<ReservationId>();
        while (!scene.IsOver)
        {
            await device.DelayAsync(Chance.Milliseconds(20, 500));
            if (Chance.Is(0.05))
                await JoinAsync(drop);
            if (scene.Judge.BooksOf(drop.Id).Entries.FirstOrDefault(e => e.Hold.Customer == id && e.Hold.Offer is not null && seen.Add(e.Hold.Id)) is { } offered)
                await AnswerAsync(drop, offered.Hold);
        }

        IsDone = true;
    }

    private async Task LeaveAsync(DropView drop)
    {
        await device.DelayAsync(Chance.Milliseconds(0, 5000));
        await InLineAsync(drop, new LineRequest.Withdraw(id));
    }

    private Task<LineOutcome?> JoinAsync(DropView drop)
    {
        var quantity = Chance.Is(0.7) ? 1 : 2;
        if (Chance.Is(0.2)) // A second device.
            device.Start(async () => await InLineAsync(drop, new LineRequest.Join(id, new EntryId(scene.NewId()), Preferences(drop), quantity)));
        return InLineAsync(drop, new LineRequest.Join(id, new EntryId(scene.NewId()), Preferences(drop), quantity));
    }

    private ImmutableArray<VariantId> Preferences(DropView drop) =>
        [.. drop.Variants.Select(variant => variant.Id).OrderBy(_ => Chance.Next()).Take(Chance.Between(1, drop.Variants.Length))];

    private async Task<LineOutcome?> InLineAsync(DropView drop, LineRequest request)
    {
        while (true)
        {
            if (await Chance.Pick(scene.Nodes).AskUsherAsync(usher => usher.AskAsync(drop.Id, request), Patience) is { } outcome)
                return outcome;
            await device.DelayAsync(Chance.Milliseconds(1, 1000));
        }
    }

    private async Task AnswerAsync(DropView drop, Hold offer)
    {
        holds.Add(offer);
        switch (Chance.Below(10))
        {
            case 0 or 1:
                return; // Was not there.
            case 2 or 3:
                await EndAsync(drop, () => new Command.Cancel(offer.Id, id));
                return;
            case 4: // Pays at once, which is a yes as well.
                await AfterReservingAsync(drop, offer);
                return;
        }

        if (offer.Offer!.Tempo == LineTempo.Live)
        {
            var left = offer.ExpiresAt - scene.World.Now;
            var wait = Chance.Below(3) switch
            {
                0 => left + Chance.Milliseconds(-3, 3), // On the very edge.
                1 => left * Chance.Fraction(),
                _ => TimeSpan.Zero,
            };
            await device.DelayAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            if (Chance.Is(0.2)) // Two tabs.
                device.Start(() => EndAsync(drop, () => new Command.Claim(offer.Id, id)));
            var who = Chance.Is(0.05) ? Chance.Pick(crowd).id : id;
            Outcome? outcome;
            while (!IsKnown(outcome = await Chance.Pick(scene.Nodes).AskAsync(drop.Id, new Command.Claim(offer.Id, who), Patience)))
                await device.DelayAsync(Chance.Milliseconds(1, 1000));
            if (outcome is not Outcome.Claimed claimed)
                return;
            offer = claimed.Hold;
        }

        await AfterReservingAsync(drop, offer);
    }
}
