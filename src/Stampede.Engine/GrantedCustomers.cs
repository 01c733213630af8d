using System.Numerics;
using System.Runtime.InteropServices;
using Stampede.Domain;

namespace Stampede.Engine;

/// <summary>
/// The customers who were ever granted something in a drop, as a Bloom filter: "no" is certain, "maybe" may be wrong. Who is
/// not in it cannot be repeating a grant, so a no needs no look-up of their request key.
/// </summary>
/// <remarks>Two may add at a time: the lane, and the reading of the drop's past.</remarks>
/// <param name="units">The drop's stock: of so many customers one in 400 is taken for another; of four times as many, one in six.</param>
internal sealed class GrantedCustomers(long units)
{
    private const int BitsPerUnit = 16;
    private const int Hashes = 4;

    /// <summary>Of the size: 2 MB.</summary>
    private const long UnitsMax = 1_000_000;

    private readonly ulong[] words = new ulong[BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(units, 1_000, UnitsMax) * BitsPerUnit) / 64];
    private volatile bool isWhole;

    public int Bytes => words.Length * sizeof(ulong);

    /// <summary>More would fill it so much that it says "maybe" of everybody.</summary>
    public long CustomersMax => 4L * words.Length * 64 / BitsPerUnit;

    public void Add(CustomerId customer)
    {
        var (at, step) = HashesOf(customer);
        for (var i = 0; i < Hashes; i++, at += step)
            Interlocked.Or(ref words[WordOf(at)], 1UL << (int)(at & 63));
    }

    /// <summary>True of everybody until the drop's past has been read.</summary>
    public bool MayContain(CustomerId customer)
    {
        if (!isWhole)
            return true;
        var (at, step) = HashesOf(customer);
        for (var i = 0; i < Hashes; i++, at += step)
        {
            if ((Volatile.Read(ref words[WordOf(at)]) & (1UL << (int)(at & 63))) == 0)
                return false;
        }

        return true;
    }

    /// <summary>All who were granted something before this was made have been added, and all since.</summary>
    public void Complete() => isWhole = true;

    private int WordOf(uint bit) => (int)(bit >> 6) & (words.Length - 1);

    private static (uint First, uint Step) HashesOf(CustomerId customer)
    {
        var id = customer.Value;
        var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(ref id));
        // The halves of a version 7 id differ by time in one and by chance in the other; the mixing is that of MurmurHash3.
        var hash = halves[0] ^ BitOperations.RotateLeft(halves[1], 32);
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        hash ^= hash >> 33;
        return ((uint)hash, (uint)(hash >> 32) | 1);
    }
}
