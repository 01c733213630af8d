using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Stampede.Proof;

/// <summary>The Merkle tree of RFC 6962 §2.1 over SHA-256.</summary>
public static class Merkle
{
    public const int HashBytes = 32;

    /// <summary>The root of the tree without leaves.</summary>
    public static byte[] EmptyRoot => SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        Span<byte> input = data.Length < 1_024 ? stackalloc byte[data.Length + 1] : new byte[data.Length + 1];
        input[0] = 0;
        data.CopyTo(input[1..]);
        return SHA256.HashData(input);
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * HashBytes];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashBytes)..]);
        return SHA256.HashData(input);
    }

    /// <param name="leaves">Hashes of leaves.</param>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves) => leaves.Length switch
    {
        0 => EmptyRoot,
        1 => leaves[0],
        var size => Node(Root(leaves[..(int)Split(size)]), Root(leaves[(int)Split(size)..])),
    };

    /// <summary>The hashes that lead from a leaf to the root, the deepest first.</summary>
    /// <param name="rootOf">The root over the leaves from one index up to another.</param>
    public static List<byte[]> InclusionPath(long index, long size, Func<long, long, byte[]> rootOf)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var path = new List<byte[]>();
        var (begin, end) = (0L, size);
        while (end - begin > 1)
        {
            var middle = begin + Split(end - begin);
            if (index < middle)
            {
                path.Add(rootOf(middle, end));
                end = middle;
            }
            else
            {
                path.Add(rootOf(begin, middle));
                begin = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The hashes that show that a tree of <paramref name="first"/> leaves is the beginning of one of <paramref name="second"/>.</summary>
    /// <param name="rootOf">The root over the leaves from one index up to another.</param>
    public static List<byte[]> ConsistencyPath(long first, long second, Func<long, long, byte[]> rootOf)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        var path = new List<byte[]>();
        if (first == 0 || first == second)
            return path;
        var (begin, end, isWhole) = (0L, second, true);
        while (first != end)
        {
            var middle = begin + Split(end - begin);
            if (first <= middle)
            {
                path.Add(rootOf(middle, end));
                end = middle;
            }
            else
            {
                path.Add(rootOf(begin, middle));
                begin = middle;
                isWhole = false;
            }
        }

        if (!isWhole)
            path.Add(rootOf(begin, end));
        path.Reverse();
        return path;
    }

    public static bool IsIncluded(ReadOnlySpan<byte> leaf, long index, long size, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size)
            return false;
        var (node, last, hash) = (index, size - 1, leaf.ToArray());
        foreach (var sibling in path)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Node(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = Node(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(hash);
    }

    public static bool IsConsistent(long first, long second, ReadOnlySpan<byte> firstRoot, ReadOnlySpan<byte> secondRoot, IReadOnlyList<byte[]> path)
    {
        if (first < 0 || first > second)
            return false;
        if (first == 0)
            return path.Count == 0 && firstRoot.SequenceEqual(EmptyRoot);
        if (first == second)
            return path.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        var hashes = BitOperations.IsPow2(first) ? [firstRoot.ToArray(), .. path] : path;
        if (hashes.Count == 0)
            return false;
        var (node, last) = (first - 1, second - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (older, newer) = (hashes[0], hashes[0]);
        foreach (var hash in hashes.Skip(1))
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                (older, newer) = (Node(hash, older), Node(hash, newer));
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                newer = Node(newer, hash);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && firstRoot.SequenceEqual(older) && secondRoot.SequenceEqual(newer);
    }

    /// <summary>The largest power of two below it.</summary>
    internal static long Split(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}

/// <summary>
/// All that is needed of a tree to add leaves to it and to know its root: the roots of its whole subtrees, the largest first. At most one
/// for each bit of the size.
/// </summary>
public sealed class CompactRange
{
    private readonly List<byte[]> roots = [];

    public CompactRange()
    {
    }

    private CompactRange(long size, IEnumerable<byte[]> roots)
    {
        Size = size;
        this.roots.AddRange(roots);
    }

    /// <summary>Leaves.</summary>
    public long Size { get; private set; }

    /// <exception cref="InvalidDataException">It was not made by <see cref="ToBytes"/>.</exception>
    public static CompactRange Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(long) || (bytes.Length - sizeof(long)) % Merkle.HashBytes != 0)
            throw new InvalidDataException("A compact range has the wrong length.");
        var size = BinaryPrimitives.ReadInt64BigEndian(bytes);
        var hashes = bytes[sizeof(long)..].ToArray().Chunk(Merkle.HashBytes).ToList();
        return size >= 0 && BitOperations.PopCount((ulong)size) == hashes.Count
            ? new CompactRange(size, hashes)
            : throw new InvalidDataException("A compact range has not as many roots as its size wants.");
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[sizeof(long) + roots.Count * Merkle.HashBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Size);
        foreach (var (at, root) in roots.Index())
            root.CopyTo(bytes, sizeof(long) + at * Merkle.HashBytes);
        return bytes;
    }

    /// <param name="leaf">The leaf's hash.</param>
    public void Append(byte[] leaf)
    {
        var hash = leaf;
        for (var left = Size; (left & 1) == 1; left >>= 1)
        {
            hash = Merkle.Node(roots[^1], hash);
            roots.RemoveAt(roots.Count - 1);
        }

        roots.Add(hash);
        Size++;
    }

    /// <summary>The leaves after the last multiple of <paramref name="leaves"/>, a power of two: a tree of their own.</summary>
    public CompactRange Rest(long leaves)
    {
        var size = Size & (leaves - 1);
        return new(size, roots.Skip(roots.Count - BitOperations.PopCount((ulong)size)));
    }

    public void Clear()
    {
        roots.Clear();
        Size = 0;
    }

    public byte[] Root()
    {
        if (roots.Count == 0)
            return Merkle.EmptyRoot;
        var hash = roots[^1];
        for (var at = roots.Count - 2; at >= 0; at--)
            hash = Merkle.Node(roots[at], hash);
        return hash;
    }
}

/// <summary>A tree of which the roots of whole tiles are kept, and leaves are read only where a path needs them.</summary>
/// <param name="tileRoot">The root of the tile with this number. Null: it is not whole yet.</param>
/// <param name="leaf">The hash of the leaf with this index.</param>
public sealed class TiledTree(Func<long, byte[]?> tileRoot, Func<long, byte[]> leaf)
{
    /// <summary>Leaves of a tile.</summary>
    public const int TileLeaves = 256;

    /// <summary>The root over the leaves from one index up to another, as <see cref="Merkle.InclusionPath"/> asks for it.</summary>
    public byte[] RootOf(long begin, long end)
    {
        if (end - begin == 1)
            return leaf(begin);
        if (end - begin == TileLeaves && begin % TileLeaves == 0 && tileRoot(begin / TileLeaves) is { } root)
            return root;
        var middle = begin + Merkle.Split(end - begin);
        return Merkle.Node(RootOf(begin, middle), RootOf(middle, end));
    }
}
