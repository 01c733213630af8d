using System.Collections.Concurrent;
using Stampede.Domain;
using Stampede.Server.Problems;

namespace Stampede.Server.Operations;

/// <summary>
/// Counts the reservations that were refused, by drop and code. It stands in the way of fifty thousand refusals a
/// second, so counting is one look into a dictionary and one increment, without a lock.
/// </summary>
internal sealed class RefusalCounts
{
    /// <summary>Drops times codes between two takings; what is beyond them is not counted.</summary>
    private const int CellsMax = 20_000;

    private Generation current = new();
    private Generation before = new();

    public void Count(DropId drop, Command command, Refusal refusal)
    {
        // Of a drop that is not there anybody could ask for any number.
        if (command is not Command.Reserve || refusal is Refusal.DropNotFound)
            return;
        if (Volatile.Read(ref current).CellOf(drop, refusal) is { } cell)
            Interlocked.Increment(ref cell.Count);
    }

    /// <summary>Takes out what was counted since the last time, and adds it to <paramref name="counts"/>. One caller at a time.</summary>
    public void TakeInto(Dictionary<(DropId Drop, string Code), long> counts)
    {
        var closed = Interlocked.Exchange(ref current, new Generation());
        // Who had found a cell just before its generation was closed may have counted in it just after it was emptied.
        before.TakeInto(counts);
        closed.TakeInto(counts);
        before = closed;
    }

    private sealed class Cell(string code)
    {
        public readonly string Code = code;
        public long Count;
    }

    private sealed class Generation
    {
        private readonly ConcurrentDictionary<(DropId Drop, Type Refusal), Cell> cells = new();
        private int size;

        /// <returns>Null: there are too many.</returns>
        public Cell? CellOf(DropId drop, Refusal refusal) =>
            cells.TryGetValue((drop, refusal.GetType()), out var cell) ? cell : Add(drop, refusal);

        public void TakeInto(Dictionary<(DropId Drop, string Code), long> counts)
        {
            foreach (var ((drop, _), cell) in cells)
            {
                if (Interlocked.Exchange(ref cell.Count, 0) is > 0 and var count)
                    counts[(drop, cell.Code)] = counts.GetValueOrDefault((drop, cell.Code)) + count;
            }
        }

        private Cell? Add(DropId drop, Refusal refusal) =>
            Interlocked.Increment(ref size) > CellsMax
                ? null
                : cells.GetOrAdd((drop, refusal.GetType()), static (_, refusal) => new Cell(refusal.ToProblem(default, default).Kind.Code), refusal);
    }
}
