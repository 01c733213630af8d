using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>Turns the dial of a line while it runs, passes places over, excludes entries; once in a while cancels.</summary>
internal sealed class Steward(Scene scene, Machine device)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CustomerId id = new(scene.NewId());

    private Chance Chance => scene.World.Chance;

    public async Task RunLineAsync(DropView drop)
    {
        while (!scene.IsOver)
        {
            await device.DelayAsync(Chance.Milliseconds(100, 3000));
            var watch = scene.Judge.BooksOf(drop.Id).Line!;
            if (Chance.Is(0.2) && watch.Entries.ToArray() is { Length: > 0 } entries)
                await Chance.Pick(scene.Nodes).AskUsherAsync(usher => usher.AskAsync(drop.Id, new LineRequest.Exclude(Chance.Pick(entries), "twice")), Patience);
            if (Next(watch) is { } command)
                await Chance.Pick(scene.Nodes).AskAsync(drop.Id, command, Patience);
        }
    }

    /// <summary>What was paused or slow goes on, so that all that is free finds its people.</summary>
    public Task<Outcome?> ServeAllAsync(DropView drop, Node node) =>
        node.AskAsync(drop.Id, new Command.PaceLine(PacePerMinute: null, WithoutPace: true, Paused: false, Tempo: null, id), Patience);

    public Task<Outcome?> CancelAsync(DropView drop, Node node) => node.AskAsync(drop.Id, new Command.CancelLine("over", id), Patience);

    private Command? Next(LineWatch watch)
    {
        switch (Chance.Below(12))
        {
            case 0:
                return new Command.PaceLine(null, false, Paused: true, null, id);
            case 1 or 2 or 3 or 4:
                return new Command.PaceLine(null, false, Paused: false, null, id);
            case 5:
                return new Command.PaceLine(null, false, null, Chance.Pick([LineTempo.Live, LineTempo.Calm]), id);
            case 6:
                return new Command.PaceLine(Chance.Pick([60, 300]), false, null, null, id);
            case 7 or 8:
                return new Command.PaceLine(null, WithoutPace: true, null, null, id);
            case 9 when watch.Places > 0:
                var place = Chance.Between(1, watch.Places);
                return new Command.SkipPlace(place, watch.EntryAt(place), "by hand", id);
            case 10 when Chance.Is(0.1):
                return new Command.CancelLine("no shoes", id);
            default:
                return null;
        }
    }
}
