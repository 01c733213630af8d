using System.Collections.Concurrent;
using Stampede.Domain;
using Stampede.Server.Http;

namespace Stampede.Server.Operations;

/// <summary>
/// Counts the reservations that were refused, by drop and code, and the people who were. It stands in the way of fifty thousand
/// refusals a second, so counting is one look into a dictionary, one increment and one look into a sketch, without a lock.
/// </summary>
/// <param name="people">Null: people are not counted.</param>
internal sealed class RefusalCounts(PeopleCounts? people = null)
{
    /// <summary>Drops times codes between two takings; what is beyond them is not counted.</summary>
    private const int CellsMax = 20_000;

    private Generation current = new();

    public void Count(DropId drop, Command command, Refusal refusal)
    {
        // Of a drop that is not there anybody could ask for any number.
        if (command is not Command.Reserve { Customer: var customer } || refusal is Refusal.DropNotFound)
            return;
        // A cell that has been emptied meanwhile counts no more: then once more, in the next generation.
        while (Volatile.Read(ref current).CellOf(drop, refusal, people) is { } cell)
        {
            if (Interlocked.Increment(ref cell.Count) < 0)
                continue;
            cell.People?.Add(customer);
            return;
        }
    }

    /// <summary>Takes out what was counted since the last time, and adds it to <paramref name="counts"/>.</summary>
    public void TakeInto(Dictionary<(DropId Drop, string Code), long> counts) => Interlocked.Exchange(ref current, new Generation()).TakeInto(counts);

    private sealed class Cell(string code, PeopleCount? people)
    {
        public const long Emptied = long.MinValue;

        public readonly string Code = code;
        public readonly PeopleCount? People = people;

        /// <summary>Negative: it has been emptied.</summary>
        public long Count;
    }

    private sealed class Generation
    {
        private static readonly Cell Gone = new("", null) { Count = Cell.Emptied };

        private readonly ConcurrentDictionary<(DropId Drop, Type Refusal), Cell> cells = new();
        private int size;
        private volatile bool isClosed;

        /// <returns>Null: there are too many.</returns>
        public Cell? CellOf(DropId drop, Refusal refusal, PeopleCounts? people) =>
            cells.TryGetValue((drop, refusal.GetType()), out var cell) ? cell : Add(drop, refusal, people);

        public void TakeInto(Dictionary<(DropId Drop, string Code), long> counts)
        {
            isClosed = true;
            Interlocked.MemoryBarrier(); // Who adds a cell from here on sees that it is closed; the others' cells are seen here.
            foreach (var ((drop, _), cell) in cells)
            {
                if (Interlocked.Exchange(ref cell.Count, Cell.Emptied) is > 0 and var count)
                    counts[(drop, cell.Code)] = counts.GetValueOrDefault((drop, cell.Code)) + count;
            }
        }

        private Cell? Add(DropId drop, Refusal refusal, PeopleCounts? people)
        {
            if (Interlocked.Increment(ref size) > CellsMax)
                return null;
            var code = refusal.ToProblem(default, default).Kind.Code;
            var cell = cells.GetOrAdd((drop, refusal.GetType()), new Cell(code, people?.Of(drop, code)));
            Interlocked.MemoryBarrier();
            return isClosed ? Gone : cell;
        }
    }
}
