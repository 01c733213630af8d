using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// One run, wholly determined by its seed: a phase of safety in which anything may go wrong, then everything is put
/// right, and convergence is demanded.
/// </summary>
internal sealed class Run
{
    // What can still be in the pipes when the weather clears: a request that travels for 7 s, waits 3 s for a lock that
    // nobody at its other end wants any more, and keeps it for 5 s.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestOffer = TimeSpan.FromSeconds(8);

    private readonly Scene scene;
    private readonly World world;
    private readonly Machine outside;
    private readonly List<Customer> crowd = [];
    private readonly Troubles troubles;
    private readonly Operator shopkeeper;

    private readonly Steward? steward;

    private Run(ulong seed, Plant plant, bool traced, bool hasLine)
    {
        world = new World(new Chance(seed)) { Trace = traced ? [] : null };
        scene = new Scene(world, plant, hasLine);
        outside = new Machine(world, number: 255);
        troubles = new Troubles(scene, outside);
        scene.CommitBegins = troubles.StrikeAtCommit;
        shopkeeper = new Operator(scene, outside);
        steward = hasLine ? new Steward(scene, outside) : null;
    }

    /// <param name="Broken">The promise that was broken, and how; null: none.</param>
    internal sealed record Result(ulong Seed, string? Broken, ulong TraceHash, int Steps, long Answers, long Movements, IReadOnlyDictionary<string, int> Seen, IReadOnlyList<string> Trace);

    /// <param name="hasLine">One of the drops has a line; the same seed plays another run then.</param>
    public static Result Of(ulong seed, Plant plant = Plant.None, bool traced = false, bool hasLine = false)
    {
        var run = new Run(seed, plant, traced, hasLine);
        var broken = run.Play();
        foreach (var node in run.scene.AllNodes)
            node.Dispose();
        run.outside.Kill();
        run.scene.Bank.Close();
        run.scene.Database.Machine.Kill();
        var movements = run.scene.Judge.AllBooks.Sum(books => books.Version - 1);
        return new Result(seed, broken, run.world.TraceHash, run.world.Steps, run.scene.Judge.Answers, movements, run.world.Seen, run.world.Trace ?? []);
    }

    private string? Play()
    {
        try
        {
            Open();
            Go(TimeSpan.FromSeconds(world.Chance.Between(4, 12)));
            Heal();
            Converge();
            Close();
            return null;
        }
        catch (Violation violation)
        {
            return violation.Message;
        }
    }

    /// <summary>A fault that nobody expected is a failure of the run, and a promise broken in a step is one too.</summary>
    private void Go(TimeSpan time)
    {
        world.RunFor(time);
        if (world.Fault is Violation violation)
            throw violation;
        if (world.Fault is { } fault)
            throw new Violation($"H: {fault}");
    }

    private void Open()
    {
        var count = world.Chance.Between(2, 10);
        for (var i = 0; i < count; i++)
            crowd.Add(new Customer(scene, outside, crowd));
        foreach (var customer in crowd)
            outside.Start(customer.ShopAsync);
        outside.Start(shopkeeper.RunDropsAsync);
        outside.Start(troubles.StrikeAsync);
        if (world.Chance.Is(0.4))
            outside.Start(new Passersby(scene, outside).PassAsync);
        if (steward is null)
            return;
        outside.Start(() => steward.RunLineAsync(scene.Lined!));
        for (var i = world.Chance.Between(2, 12); i > 0; i--)
        {
            var person = new Customer(scene, outside, crowd);
            crowd.Add(person);
            outside.Start(() => person.StandInLineAsync(scene.Lined!));
        }
    }

    private void Heal()
    {
        world.Note("healed");
        scene.IsOver = true;
        scene.Weather.Heal();
        troubles.PutRight();
        if (!scene.Drops.Contains(scene.Late))
            scene.Create(scene.Late);
    }

    private void Converge()
    {
        var healedAt = world.Now;
        if (steward is not null)
            outside.Start(() => steward.ServeAllAsync(scene.Lined!, scene.Nodes[0]));
        Go(Aftermath + Recovery);
        scene.Judge.NobodyWaits(healedAt);
        scene.Judge.NothingOverdue(Lag);
        Demand(crowd.TrueForAll(customer => customer.IsDone), "H: a customer has not got an answer, long after all was put right");

        // Every node serves, at once.
        foreach (var node in scene.Nodes)
        {
            foreach (var drop in scene.Drops)
                outside.Start(() => ProbeAsync(node, drop));
        }

        // Longer than the longest hold.
        for (var i = 0; i < 12; i++)
        {
            Go(TimeSpan.FromMilliseconds(500));
            scene.Judge.NothingOverdue(Lag);
        }

        scene.Judge.NobodyWaits(world.Now - Lag);
        scene.Judge.NothingIsWasted();
        if (steward is not null)
        {
            // So that what comes free is offered to nobody any more, and the last offers end.
            outside.Start(() => steward.CancelAsync(scene.Lined!, scene.Nodes[0]));
            Go(LongestOffer);
        }

        // A last change that no lane wakes for by itself: only a notice tells of it.
        foreach (var drop in scene.Drops)
            outside.Start(() => shopkeeper.AddOneAsync(drop, scene.Nodes[0]));
        Go(TimeSpan.FromSeconds(1.5));
        scene.Judge.MoneyIsSettled(scene.Database.Payments.All);
        Demand(scene.Database.Drops.All(rows => rows.Reservations.All(r => r.Status != ReservationStatus.Active)), "E: something is still held");
        foreach (var node in scene.Nodes)
        {
            foreach (var drop in scene.Drops)
            {
                var version = scene.Judge.BooksOf(drop.Id).Version;
                var (known, told) = (node.Lanes.KnownVersionOf(drop.Id) ?? version, node.Told.GetValueOrDefault(drop.Id, 1));
                Demand(known == version, $"G: node {node.Number} knows version {known}; the journal is at {version}");
                Demand(told == version, $"G: node {node.Number} has told its watchers of version {told}; the journal is at {version}");
            }
        }
    }

    private void Close()
    {
        Go(scene.Options.IdleTime * 1.1);
        Demand(scene.Nodes.All(node => !node.Lanes.Awake.Any()), "H: a lane with nothing to do keeps awake");
        foreach (var node in scene.Nodes)
            node.Stop();
        Go(TimeSpan.FromSeconds(1));
        Demand(scene.AllNodes.TrueForAll(node => node.Machine.IsDead), "H: a node does not stop");
    }

    private async Task ProbeAsync(Node node, DropView drop)
    {
        await shopkeeper.ReopenAsync(drop, node);
        var askedAt = world.Now;
        var reserve = new Command.Reserve(new ReservationId(scene.NewId()), new CustomerId(scene.NewId()), drop.Variants[0].Id, 1, "probe");
        var outcome = await node.AskAsync(drop.Id, reserve, TimeSpan.FromSeconds(20));
        Demand(
            outcome is not (null or Outcome.Refused { Refusal: Refusal.DatabaseUnavailable or Refusal.Overloaded }) && world.Now - askedAt < Lag,
            $"H: node {node.Number} answers {outcome} after {(world.Now - askedAt).TotalMilliseconds} ms, long after all was put right");
    }

    private static void Demand(bool met, string otherwise)
    {
        if (!met)
            throw new Violation(otherwise);
    }
}
