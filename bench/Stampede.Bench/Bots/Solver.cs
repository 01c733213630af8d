using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Stampede.Bench.Bots;

/// <summary>Solves a shop's challenge, as docs/abuse.md describes it.</summary>
internal static class Solver
{
    /// <returns>The value of the header <c>Stampede-Proof</c>.</returns>
    public static string Solve(string challenge, string key, int bits)
    {
        Span<byte> work = stackalloc byte[SHA256.HashSizeInBytes + sizeof(ulong)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{challenge}:{key}"), work);
        for (var n = 0UL; ; n++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(work[SHA256.HashSizeInBytes..], n);
            SHA256.HashData(work, hash);
            if (BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt64BigEndian(hash)) >= bits)
                return $"{challenge}:{n}";
        }
    }
}

/// <summary>
/// Tells when a computer, or a hall of them, will be done with the next proof. Proofs are worked at one after the other; how long each takes is
/// random, as it is in truth.
/// </summary>
/// <param name="from">When it begins, in seconds from the opening.</param>
internal sealed class Workshop(double hashesPerSecond, int bits, double from, Random random)
{
    private readonly double mean = Math.Pow(2, bits) / hashesPerSecond;
    private readonly Lock gate = new();
    private double free = from;

    /// <returns>Seconds from the opening.</returns>
    public double TakeTurn(double now)
    {
        lock (gate)
        {
            free = Math.Max(free, now) - (Math.Log(1 - random.NextDouble()) * mean);
            return free;
        }
    }

    /// <summary>When the proof for the first press is done: that work begins before the opening.</summary>
    public double TakeTurnAhead()
    {
        lock (gate)
            return free += -Math.Log(1 - random.NextDouble()) * mean;
    }
}
