using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Stampede.Domain;
using Stampede.Postgres.Operations;
using Stampede.Server.Http;

namespace Stampede.Server.Operations;

/// <summary>
/// Counts the people who did something with a drop, in memory: a look into a dictionary and one into a sketch. It stands in the way of fifty thousand refusals a second.
/// What is beyond the bound is not counted.
/// </summary>
internal sealed class PeopleCounts(TimeProvider time)
{
    /// <summary>Had the drop's page open. A browser at an address counts once, however often it connects.</summary>
    public const string Watched = "watched";

    /// <summary>Asked for a reservation, and was answered, whatever the answer was.</summary>
    public const string Pressed = "pressed";

    /// <summary>Drops times steps, at 4 KB each.</summary>
    private const int CountsMax = 5_000;

    /// <summary>Longer than anybody keeps a count in hand.</summary>
    private static readonly TimeSpan KeptUnused = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(DropId Drop, string Step), PeopleCount> counts = new();

    /// <returns>Null: there are too many. To be asked for anew at least every few seconds.</returns>
    public PeopleCount? Of(DropId drop, string step)
    {
        if (!counts.TryGetValue((drop, step), out var count))
        {
            if (counts.Count >= CountsMax)
                return null;
            count = counts.GetOrAdd((drop, step), static _ => new PeopleCount());
        }

        count.UsedAt = time.GetTimestamp();
        return count;
    }

    public void Press(DropId drop, CustomerId customer) => Of(drop, Pressed)?.Add(customer);

    public void Watch(DropId drop, HttpContext? context)
    {
        if (context is not null)
            Of(drop, Watched)?.Add($"{AddressKey.Of(context.Connection.RemoteIpAddress)}\n{context.Request.Headers.UserAgent}");
    }

    /// <summary>Those that have changed since they were taken the last time. Who cannot write one says so: <see cref="PeopleCount.IsChanged"/>.</summary>
    public IReadOnlyList<(DropId Drop, string Step, PeopleCount Count)> TakeChanged(int limit)
    {
        var changed = new List<(DropId, string, PeopleCount)>();
        foreach (var (key, count) in counts)
        {
            if (changed.Count < limit && Interlocked.Exchange(ref count.IsChanged, false))
                changed.Add((key.Drop, key.Step, count));
            else if (!Volatile.Read(ref count.IsChanged) && time.GetElapsedTime(Volatile.Read(ref count.UsedAt)) > KeptUnused)
                counts.TryRemove(new(key, count));
        }

        return changed;
    }
}

/// <summary>The people of one drop and step, as this node has seen them for a while.</summary>
internal sealed class PeopleCount
{
    public readonly PeopleSketch People = new();

    /// <summary>By the clock of whoever keeps it.</summary>
    public long UsedAt;

    public bool IsChanged;

    public void Add(CustomerId customer)
    {
        var id = customer.Value;
        var halves = MemoryMarshal.Cast<byte, ulong>(MemoryMarshal.AsBytes(new Span<Guid>(ref id)));
        Add(Mix(halves[0] + Mix(halves[1])));
    }

    /// <param name="person">Is hashed, and kept nowhere.</param>
    public void Add(string person) => Add(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(person))));

    private void Add(ulong hash)
    {
        if (People.Add(hash))
            Volatile.Write(ref IsChanged, true);
    }

    /// <summary>As if by chance: the last step of SplitMix64. The same on every node, where HashCode differs.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}

internal sealed class PeopleWriter(PeopleCounts counts, PeopleRows rows, TimeProvider time, ILogger<PeopleWriter> log)
    : CountWriter("people", time, log)
{
    private const int RowsMax = 500;

    protected override async Task WriteAsync(CancellationToken cancellation)
    {
        var changed = counts.TakeChanged(RowsMax);
        if (changed.Count == 0)
            return;
        var isWritten = false;
        try
        {
            await rows.MergeAsync([.. changed.Select(one => (one.Drop, one.Step, one.Count.People))], cancellation);
            isWritten = true;
        }
        finally
        {
            foreach (var (_, _, count) in isWritten ? [] : changed)
                Volatile.Write(ref count.IsChanged, true);
        }
    }
}
