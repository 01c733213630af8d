using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>Runs the drops: publishes, adjusts, pauses, resumes, releases, once in a while ends.</summary>
internal sealed class Operator(Scene scene, Machine device)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CustomerId id = new(scene.NewId());
    private int adjustments;

    private Chance Chance => scene.World.Chance;

    public async Task RunDropsAsync()
    {
        while (!scene.IsOver)
        {
            await device.DelayAsync(Chance.Milliseconds(50, 2500));
            if (Chance.Is(0.5) && scene.Database.Payments.All.Where(row => row.State == PaymentState.Captured).ToArray() is { Length: > 0 } captured)
                await RefundAsync(Chance.Pick(captured).Id, Chance.Is(0.6));
            var drop = Chance.Pick(scene.Drops);
            await Chance.Pick(scene.Nodes).AskAsync(drop.Id, Next(drop), Patience);
        }
    }

    /// <summary>What was paused and not yet published goes on, so that the calm after it all has something to sell.</summary>
    public async Task ReopenAsync(DropView drop, Node node)
    {
        await node.AskAsync(drop.Id, new Command.Publish(id), Patience);
        await node.AskAsync(drop.Id, new Command.Resume(id), Patience);
    }

    public Task<Outcome?> AddOneAsync(DropView drop, Node node) => node.AskAsync(drop.Id, Adjust(drop, 1), Patience);

    private async Task RefundAsync(PaymentId payment, bool restocks) =>
        await Chance.Pick(scene.Nodes).AskTillAsync(till => till.RefundAsync(payment, restocks), Patience);

    private DateTimeOffset Around(int milliseconds) => scene.World.Now.AddMilliseconds(Chance.Between(-1000, milliseconds));

    private Command.Adjust Adjust(DropView drop, int change) => new(Chance.Pick(drop.Variants).Id, change, $"adjustment {++adjustments}", id);

    private Command Next(DropView drop)
    {
        switch (Chance.Below(24))
        {
            case 0 or 1:
                return new Command.Pause(id);
            case 2 or 3 or 4 or 5:
                return new Command.Resume(id);
            case 6 or 7:
                return new Command.Publish(id);
            case 8:
                return Chance.Is(0.3) ? new Command.End(id) : new Command.Resume(id);
            case 9:
                return new Command.Amend(new DropChange { LimitPerCustomer = Chance.Between(1, 4) }, id);
            case 20:
                return new Command.Amend(new DropChange { Name = "Renamed" }, id);
            case 21:
                return new Command.Amend(new DropChange { StartsAt = Around(2000) }, id);
            case 22:
                return new Command.Amend(Chance.Is(0.5) ? new DropChange { EndsAt = Around(6000) } : new DropChange { WithoutEnd = true }, id);
            case 23:
                return new Command.Amend(new DropChange { StartsAt = Around(2000), EndsAt = Around(6000) }, id);
            case 10 or 11 or 12:
                var held = scene.Judge.BooksOf(drop.Id).Entries.Where(e => e.Status == ReservationStatus.Active).ToArray();
                return held.Length > 0 ? new Command.Release(Chance.Pick(held).Hold.Id, id) : new Command.Resume(id);
            default:
                return Adjust(drop, Chance.Pick([-2, -1, 1, 2, 3]));
        }
    }
}
