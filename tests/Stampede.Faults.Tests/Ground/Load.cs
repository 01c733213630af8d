using System.Collections.Concurrent;
using Stampede.Faults.Tests.Histories;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Ground;

/// <summary>
/// A crowd that goes on reserving, buying and giving back whatever becomes of the nodes. Who is put off tries another
/// node with the same key; some give up at once, and come back for it only at the very end.
/// </summary>
/// <remarks>Each customer leaves one unit of their limit unbought. Otherwise the crowd of a fast machine could soon reserve nothing more.</remarks>
internal sealed class Load(
    Recorder recorder, Counter counter, IReadOnlyList<Node> nodes, IReadOnlyList<Customer> customers, IReadOnlyList<Guid> variants, int limitPerCustomer) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenWishes = TimeSpan.FromMilliseconds(Form.Of(40, 8));
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentBag<Wish> unresolved = [];
    private readonly ConcurrentDictionary<Guid, int> bought = [];
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private int wishes;

    private delegate Task<Operation> Wish(Node node);

    public void Start(int workers) => running = Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

    /// <summary>What is under way is still tried once more, and then left.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default); // Its fault was thrown where it was waited for.
        stopping.Dispose();
    }

    /// <summary>Each node that is up has acknowledged so many more; nothing was in trouble for the time given.</summary>
    public async Task UntilSteadyAsync(int acknowledgedByEach, TimeSpan quiet)
    {
        var began = recorder.Now;
        var before = nodes.ToDictionary(node => node, node => recorder.DoneBy(node.Number));
        await Until.TrueAsync(
            $"each node acknowledges {acknowledgedByEach} more, and {quiet.TotalSeconds} s without trouble",
            async () =>
            {
                if (running.IsFaulted)
                    await running;
                return nodes.Where(node => node.IsUp).All(node => recorder.DoneBy(node.Number) >= before[node] + acknowledgedByEach)
                    && recorder.Now - Max(began, recorder.LastTrouble) >= quiet;
            });
    }

    /// <summary>Every wish comes to one answer, tried again with its key as often as it takes.</summary>
    public async Task ResolveAsync() => await Parallel.ForEachAsync(unresolved, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (wish, _) =>
    {
        for (var tries = 0; !IsAnswer(await wish(Up(tries))); tries++)
        {
            tries.ShouldBeLessThan(200, "a wish comes to no answer");
            await Until.PassedAsync(BetweenTries);
        }
    });

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static bool IsAnswer(Operation operation) => operation.Outcome == Outcome.Ok || (operation.Status >= 400 && operation.Status < 500);

    private Node Up(int at)
    {
        var up = nodes.Where(node => node.IsUp).ToList();
        return up.Count == 0 ? nodes[at % nodes.Count] : up[at % up.Count];
    }

    private async Task WorkAsync(int worker)
    {
        var chance = new Random(worker);
        using var pace = new PeriodicTimer(BetweenWishes);
        while (!stopping.IsCancellationRequested)
        {
            await pace.WaitForNextTickAsync();
            var customer = customers[chance.Next(customers.Count)];
            var (key, quantity) = ($"wish-{Interlocked.Increment(ref wishes)}", chance.Next(1, 3));
            // The first size is scarce, and mostly gone.
            var variant = variants[chance.Next(3) == 0 ? 0 : 1];
            var (isPatient, then) = (chance.Next(8) != 0, chance.Next(3));
            var hold = await AskAsync(node => counter.ReserveAsync(node, customer, key, quantity, variant), worker, isPatient);
            if (hold?.Reply is not { } held)
                continue;
            if (then == 0 && bought.AddOrUpdate(customer.Id, quantity, (_, before) => before + quantity) < limitPerCustomer)
                await AskAsync(node => counter.BuyAsync(node, customer, held.Id), worker, isPatient);
            else if (then == 1)
                await AskAsync(node => counter.CancelAsync(node, customer, held.Id), worker, isPatient);
        }
    }

    /// <returns>Null: nobody knows.</returns>
    private async Task<Operation?> AskAsync(Wish wish, int worker, bool isPatient)
    {
        for (var tries = 0; ; tries++)
        {
            var inUse = nodes.Where(node => node.IsInUse).ToList();
            var operation = await wish(inUse.Count == 0 ? nodes[tries % nodes.Count] : inUse[(worker + tries) % inUse.Count]);
            if (IsAnswer(operation))
                return operation;
            if (stopping.IsCancellationRequested || !isPatient)
            {
                unresolved.Add(wish);
                return null;
            }

            await Until.PassedAsync(BetweenTries);
        }
    }
}
