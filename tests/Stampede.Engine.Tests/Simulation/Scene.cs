using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>What a run is played with: the sizes, the drops and the nodes, all drawn from its seed.</summary>
internal sealed class Scene
{
    public static readonly TimeSpan MemoryTime = TimeSpan.FromSeconds(1);

    private readonly int dropsPerTransactionMax;
    private readonly bool takesPayment;
    private readonly bool takesAnew;
    private readonly DateTimeOffset beaconAt;
    private long ids;

    /// <param name="hasLine">One of the drops has a line.</param>
    public Scene(World world, Plant plant, bool hasLine)
    {
        World = world;
        Weather = new Weather(world.Chance);
        Bank = new Bank(world, Weather);
        Judge = new Judge(world, Weather, MemoryTime, Bank);
        Database = new Database(world, Weather, plant, Judge.PaymentMoved) { Committed = Judge.Committed, LineCommitted = Judge.LineCommitted };
        Options = new LaneOptions
        {
            QueueLengthMax = Chance.Pick([3, 10, 1000]),
            BatchSizeMax = Chance.Pick([1, 3, 100]),
            IdleTime = TimeSpan.FromSeconds(Chance.Pick([1, 3, 8])),
            MemoryTime = plant == Plant.StaleMemory ? TimeSpan.FromHours(1) : MemoryTime,
        };
        dropsPerTransactionMax = Chance.Pick([1, 2, 100]);
        takesPayment = Chance.Is(0.7);
        takesAnew = Chance.Is(0.7);
        var count = Chance.Between(1, 3);
        for (var i = 0; i < count; i++)
            Create(Draw(isLate: false));
        if (hasLine)
        {
            Lined = DrawLined();
            Create(Lined);
            beaconAt = World.Beginning.AddMilliseconds(Chance.Between(0, 8000));
        }

        Late = Draw(isLate: true);
        Nodes = [.. Enumerable.Range(1, Chance.Between(1, 3)).Select(StartNode)];
        Weather.HasOneNode = Nodes.Length == 1;
    }

    public World World { get; }

    public Weather Weather { get; }

    public Judge Judge { get; }

    public Bank Bank { get; }

    public Database Database { get; }

    public LaneOptions Options { get; }

    public Node[] Nodes { get; }

    public List<Node> AllNodes { get; } = [];

    public List<DropView> Drops { get; } = [];

    /// <summary>Hears when a node sends a commit.</summary>
    public Action<Node> CommitBegins { get; set; } = _ => { };

    /// <summary>A drop that is asked for before it is made.</summary>
    public DropView Late { get; }

    /// <summary>The drop that has a line. Null: none has.</summary>
    public DropView? Lined { get; }

    public bool IsOver { get; set; }

    private Chance Chance => World.Chance;

    public Guid NewId() => new((int)++ids, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, (byte)(ids >> 8), (byte)ids]);

    public void Create(DropView drop)
    {
        Drops.Add(drop);
        Database.Create(drop);
        Judge.Open(drop);
        World.Note("created", 0, drop);
    }

    public Node StartNode(int number)
    {
        var node = new Node(World, Weather, Database, Judge, Options, dropsPerTransactionMax, number, node => new Till(World, Bank, node, NewId, takesAnew), node => new Usher(World, node, NewId, Beacon), TellOthers);
        node.Journal.Committing = () => CommitBegins(node);
        if (takesPayment)
            node.Machine.Start(node.Till.WorkAsync);
        if (Lined is not null)
            node.Machine.Start(node.Usher.WorkAsync);
        AllNodes.Add(node);
        return node;
    }

    /// <summary>As one notifier per node does: others learn the version, late or not at all.</summary>
    private void TellOthers(Node from, Commit commit)
    {
        if (!commit.IsOwn)
            return;
        foreach (var other in Nodes)
        {
            if (other == from || Weather.LosesNotice())
                continue;
            World.After(Weather.NoticeDelay(), () => other.Notice(commit.View.Id, commit.View.Version));
        }
    }

    /// <summary>The public number: known to everybody at a time that nobody chooses. Null: not yet.</summary>
    private string? Beacon() => World.Now >= beaconAt ? "27" : null;

    private DropView DrawLined()
    {
        var mode = Chance.Pick([Entrance.Queue, Entrance.Queue, Entrance.Draw, Entrance.Open]);
        var terms = new LineTerms
        {
            Mode = mode,
            Waitlist = mode == Entrance.Open || Chance.Is(0.7),
            ClosesAt = mode == Entrance.Open ? null : World.Beginning.AddMilliseconds(Chance.Between(500, 4000)),
            ClaimSeconds = Chance.Between(1, 3),
            PaySeconds = Chance.Between(1, 4),
            PacePerMinute = Chance.Is(0.2) ? 120 : null,
        };
        var line = new LineState(1, terms, "commit")
        {
            Tempo = terms.FirstTempo,
            PacePerMinute = terms.PacePerMinute,
            Phase = mode == Entrance.Open ? LinePhase.Serving : LinePhase.Gathering,
            Wanted = mode == Entrance.Open ? VariantList.None : null,
        };
        var drop = Draw(isLate: true);
        var opens = mode != Entrance.Open && Chance.Is(0.7);
        return drop with
        {
            Status = opens ? DropStatus.Upcoming : DropStatus.Live,
            Terms = drop.Terms with { StartsAt = opens ? terms.ClosesAt!.Value.AddMilliseconds(Chance.Between(0, 1500)) : World.Beginning, EndsAt = null },
            Line = line,
        };
    }

    private DropView Draw(bool isLate)
    {
        var opensAt = World.Beginning.AddMilliseconds(Chance.Between(0, 4000));
        var status = isLate ? DropStatus.Live : Chance.Pick([DropStatus.Live, DropStatus.Live, DropStatus.Upcoming, DropStatus.Draft]);
        var terms = new DropTerms
        {
            Price = new Money(Chance.Is(0.05) ? 0 : 19900, "USD"),
            Payment = takesPayment && Chance.Is(0.9) ? PaymentRule.Required : PaymentRule.None,
            PaySeconds = Chance.Between(1, 4),
            HoldSeconds = Chance.Between(1, 4),
            LimitPerCustomer = Chance.Between(1, 3),
            StartsAt = status == DropStatus.Upcoming ? opensAt : status == DropStatus.Draft && Chance.Is(0.5) ? null : World.Beginning,
            EndsAt = Chance.Is(0.3) ? opensAt.AddMilliseconds(Chance.Between(1000, 9000)) : null,
            Cooldown = Chance.Is(0.5)
                ? new Cooldown(Chance.Between(0, 1), Chance.Milliseconds(200, 1500), Chance.Milliseconds(2000, 9000))
                : null,
        };
        var variants = Enumerable.Range(0, Chance.Between(1, 2))
            .Select(i => new VariantStock(new VariantId(NewId()), $"EU {40 + i}", Chance.Between(1, 6), 0, 0));
        return new DropView(new DropId(NewId()), 1, status, terms, [.. variants]);
    }
}
