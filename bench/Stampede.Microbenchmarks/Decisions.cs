using BenchmarkDotNet.Attributes;
using Stampede.Domain;

namespace Stampede.Microbenchmarks;

/// <summary>The pure part of a batch: deciding it, and folding it into the state when it is durable.</summary>
public class Decisions
{
    private const int BatchSize = 100;
    private const int Customers = 100_000;

    private static readonly DateTimeOffset Ten = new(2030, 1, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyDictionary<RequestKey, Hold> NoneGranted = new Dictionary<RequestKey, Hold>();

    private Command[] reservations = [];
    private DropState plenty = null!;
    private DropState soldOut = null!;

    /// <summary>Live holds in the drop before the measured one.</summary>
    [Params(0, 100_000)]
    public int Holds { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        reservations = [.. Enumerable.Range(0, BatchSize).Select(i => Reserve(Holds + i))];
        plenty = State(units: 10_000_000);
        soldOut = State(units: Holds);
        foreach (var state in new[] { plenty, soldOut })
        {
            foreach (var held in Enumerable.Range(0, Holds).Select(Reserve).Chunk(BatchSize))
                Fold(state, Decision.Decide(state, held, Ten, NoneGranted));
        }
    }

    [Benchmark(OperationsPerInvoke = BatchSize, Description = "decide a reservation that is granted")]
    public Decision Grant() => Decision.Decide(plenty, reservations, Ten, NoneGranted);

    [Benchmark(OperationsPerInvoke = BatchSize, Description = "decide a reservation that is refused, nothing left")]
    public Decision Refuse() => Decision.Decide(soldOut, reservations, Ten, NoneGranted);

    /// <summary>Also gives it back, so that the state is as before.</summary>
    [Benchmark(OperationsPerInvoke = BatchSize, Description = "decide and fold a reservation, then its cancellation")]
    public long GrantAndFold()
    {
        Fold(plenty, Decision.Decide(plenty, reservations, Ten, NoneGranted));
        var cancellations = new Command[BatchSize];
        for (var i = 0; i < BatchSize; i++)
        {
            var reserve = (Command.Reserve)reservations[i];
            cancellations[i] = new Command.Cancel(reserve.Id, reserve.Customer);
        }

        Fold(plenty, Decision.Decide(plenty, cancellations, Ten, NoneGranted));
        return plenty.Version;
    }

    private static void Fold(DropState state, Decision decision)
    {
        foreach (var movement in decision.Movements)
            state.Apply(movement);
    }

    private static Command Reserve(int number) =>
        new Command.Reserve(new ReservationId(Id(number)), new CustomerId(Id(number % Customers)), null, 1, null);

    private static DropState State(int units) => new(
        new DropView(
            new DropId(Id(0xD)), 1, DropStatus.Live,
            new DropTerms { Price = new Money(19_900, "USD"), StartsAt = Ten, HoldSeconds = 60, LimitPerCustomer = 1_000 },
            [new VariantStock(new VariantId(Id(0xA)), "EU 42", units, 0, 0)]),
        [],
        []);

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
