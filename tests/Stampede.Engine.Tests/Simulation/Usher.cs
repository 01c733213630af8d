using System.Collections.Immutable;
using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// A node's part in lines. It does what <c>LineJournal</c>, <c>LineKeeping</c>, <c>MissedOffers</c> and <c>Usher</c> do: people join under the
/// line's own lock; what is closed is sealed, what is sealed is drawn once the public number is there, and what is free is offered along
/// the order as this node has read it, which may be old by the time that it gets to the drop.
/// </summary>
/// <param name="beacon">Null: it is not there yet.</param>
internal sealed class Usher(World world, Node node, Func<Guid> newId, Func<string?> beacon)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<DropId> called = [];
    private readonly Dictionary<DropId, (long Version, long LogSize)> served = [];
    private readonly Dictionary<DropId, ServingOrder> first = [];

    public async Task WorkAsync()
    {
        while (node.IsOpen)
        {
            await node.Machine.DelayAsync(Pause);
            try
            {
                foreach (var (drop, line, version, logSize) in await node.Journal.ListLinesAsync())
                    node.Machine.Start(() => TryAsync(() => TakeOnAsync(drop, line, (version, logSize))));
            }
            catch (Exception fault) when (IsTrouble(fault))
            {
                // The next one.
            }
        }
    }

    /// <summary>Hears of each commit.</summary>
    public void Notice(Commit commit)
    {
        if (commit.View.Line is { HasOrder: true } line)
            Call(commit.View.Id, line);
    }

    /// <returns>Null: there was trouble, and nobody knows what became of it.</returns>
    public Task<LineOutcome?> AskAsync(DropId drop, LineRequest request) => TryAsync<LineOutcome>(async () =>
    {
        var (outcome, line) = await InBookAsync(drop, request);
        if (outcome is not LineOutcome.Refused && line is { HasOrder: true })
            Call(drop, line);
        return outcome;
    });

    private static bool IsTrouble(Exception fault) => fault is LinkBrokenException or ServerErrorException or LockTimeoutException or RefusedException;

    private static async Task<T?> TryAsync<T>(Func<Task<T?>> work)
        where T : class
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (IsTrouble(fault))
        {
            return null; // Each look is as good as the next.
        }
    }

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (IsTrouble(fault))
        {
            // The next look comes.
        }
    }

    private async Task<(LineOutcome, LineState?)> InBookAsync(DropId drop, LineRequest request)
    {
        var answer = await node.Journal.UnderLineLockAsync(drop, (read, table) =>
        {
            var book = LineBook.Decide(read, table.Named([request]), [request]);
            var write = book.IsUnchanged ? null : new LineWrite(table, read.Counters, book.Counters, book.Log, [.. book.Added, .. book.Changed]);
            return ((Outcome: book.Outcomes[0], read.Line, Unlisted: node.Plant == Plant.JoinedUnlisted ? [] : book.Unlisted), write);
        });
        if (answer.Unlisted.Count > 0 && await node.DecideAsync(drop, new Command.KeepForLine(answer.Unlisted)) is Outcome.Refused refused)
            throw new RefusedException($"not kept for the line: {refused.Refusal}");
        node.LineAnswered(drop, request, answer.Outcome);
        return (answer.Outcome, answer.Line);
    }

    private Task TakeOnAsync(DropId drop, LineState line, (long, long) signs) => line.Phase switch
    {
        LinePhase.Closed => SealAsync(drop),
        LinePhase.Sealed when beacon() is { } number => DrawAsync(drop, line, number),
        LinePhase.Serving or LinePhase.Paused when served.GetValueOrDefault(drop) != signs => ServeAsync(drop, line, signs),
        _ => Task.CompletedTask,
    };

    private async Task SealAsync(DropId drop)
    {
        if (await node.Journal.UnderLineLockAsync(drop, Seal) is not { ClosedSize: { } closed, SealedSize: { } size })
            return;
        var (log, _) = await node.Journal.ReadLineAsync(drop);
        await node.DecideAsync(drop, new Command.SealLine(closed, size, Tickets.Root(log.Take((int)size)), "secret"));
    }

    private (LineCounters?, LineWrite?) Seal(LineBookRead read, LineTable table)
    {
        var after = LineBook.Seal(read);
        if (after is not null && node.Plant == Plant.SealTakesLater && read.Counters.SealedSize is null)
            after = after with { ClosedSize = after.LogSize, SealedSize = after.LogSize };
        return (after, after is null || after == read.Counters ? null : new LineWrite(table, read.Counters, after, [], []));
    }

    private async Task DrawAsync(DropId drop, LineState line, string number)
    {
        var (_, entries) = await node.Journal.ReadLineAsync(drop);
        var shuffled = entries.Count(entry => IsShuffled(line, entry));
        await node.DecideAsync(drop, new Command.DrawLine(number, Tickets.Seed(line.Root!, number), shuffled));
    }

    private void Call(DropId drop, LineState line)
    {
        if (called.Add(drop))
        {
            node.Machine.Start(() =>
            {
                called.Remove(drop);
                return TryAsync(() => ServeAsync(drop, line, signs: null));
            });
        }
    }

    private async Task ServeAsync(DropId drop, LineState line, (long, long)? signs)
    {
        foreach (var missed in await node.Journal.FindMissedAsync(drop))
            await InBookAsync(drop, new LineRequest.Miss(missed));
        for (var tries = 0; ; tries++)
        {
            var order = await OrderAsync(drop, line);
            var ids = Enumerable.Range(0, world.Chance.Pick([1, 2, 10])).Select(_ => new ReservationId(newId())).ToArray();
            var outcome = await node.DecideAsync(drop, new Command.Serve(order, ids, PayBy: null, IsNewest: node.Plant == Plant.OpenedByOldOrder));
            if (outcome is Outcome.Served { KeepsTooMuch: true })
            {
                outcome = await node.Journal.WhileNobodyJoinsAsync(drop, async () =>
                    await node.DecideAsync(drop, new Command.Serve(await OrderAsync(drop, line), [new ReservationId(newId())], PayBy: null, IsNewest: true)));
            }

            switch (outcome)
            {
                case Outcome.Served { MayGoOn: true } when line.PacePerMinute is { } pace:
                    await node.Machine.DelayAsync(TimeSpan.FromMinutes(1) / pace);
                    Call(drop, line);
                    return;
                case Outcome.Served { MayGoOn: true, Offers: > 0 }:
                    continue;
                case Outcome.Served:
                    if (signs is { } looked)
                        served[drop] = looked;
                    return;
                case Outcome.Refused { Refusal: Refusal.LineNotReady } when tries < 1:
                    continue;
                default:
                    return;
            }
        }
    }

    private async Task<ServingOrder> OrderAsync(DropId drop, LineState line)
    {
        var (log, entries) = await node.Journal.ReadLineAsync(drop);
        var shuffled = entries.Where(entry => IsShuffled(line, entry)).OrderBy(entry => Tickets.Of(line.Seed!, entry.Id)).ToArray();
        var tail = entries.SelectMany(entry => TailIndexes(line, entry).Select(index => (Index: index, Entry: entry))).OrderBy(one => one.Index);
        ImmutableArray<PlacedEntry> places = [.. shuffled.Concat(tail.Select(one => one.Entry)).Select(Placed)];
        if (node.Plant == Plant.StaleOrder)
        {
            // Once made it is believed for good.
            first.TryAdd(drop, new ServingOrder(line.Seed, shuffled.Length, long.MaxValue, places));
            return first[drop];
        }

        return new ServingOrder(line.Seed, shuffled.Length, log.Count, places);
    }

    private PlacedEntry Placed(LineEntry entry) => new(entry.Id, entry.Customer, entry.Preferences, entry.Quantity, node.Plant != Plant.LeaversServed && entry.HasLeft);

    private static bool IsShuffled(LineState line, LineEntry entry) =>
        entry.JoinedIndex < (line.ClosedSize ?? 0) && !(entry.WithdrawnIndex < line.SealedSize) && !(entry.ExcludedIndex < line.SealedSize);

    private static IEnumerable<long> TailIndexes(LineState line, LineEntry entry)
    {
        if (entry.JoinedIndex >= (line.ClosedSize ?? 0))
            yield return entry.JoinedIndex;
        if (entry.MissedIndex is { } missed)
            yield return missed;
    }
}
