namespace Stampede.Proof.Tests;

public sealed class MerkleTests
{
    private const int SizeMax = 70;

    /// <summary>Leaves and roots of the tests of Certificate Transparency.</summary>
    private static readonly byte[][] KnownLeaves =
        [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(hex => Merkle.Leaf(Convert.FromHexString(hex)))];

    private static readonly string[] KnownRoots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, SizeMax).Select(i => Merkle.Leaf([(byte)i, (byte)(i * 7)]))];

    [Fact]
    public void Roots_are_those_of_certificate_transparency()
    {
        Convert.ToHexStringLower(Merkle.EmptyRoot).ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (var size = 1; size <= KnownLeaves.Length; size++)
            Convert.ToHexStringLower(Merkle.Root(KnownLeaves.AsSpan(0, size))).ShouldBe(KnownRoots[size - 1]);
    }

    [Fact]
    public void Paths_are_those_of_certificate_transparency()
    {
        Hex(Merkle.InclusionPath(0, 8, RootOf(KnownLeaves))).ShouldBe(
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]);
        Hex(Merkle.ConsistencyPath(6, 8, RootOf(KnownLeaves))).ShouldBe(
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]);
    }

    [Fact]
    public void A_compact_range_has_the_root_of_the_whole_tree_at_every_size()
    {
        var range = new CompactRange();
        for (var size = 0; size <= SizeMax; size++)
        {
            range.Size.ShouldBe(size);
            range.Root().ShouldBe(Merkle.Root(Leaves.AsSpan(0, size)));
            range = CompactRange.Parse(range.ToBytes());
            if (size < SizeMax)
                range.Append(Leaves[size]);
        }
    }

    [Fact]
    public void The_rest_of_a_compact_range_is_the_tree_of_the_leaves_after_the_last_tile()
    {
        var range = new CompactRange();
        foreach (var leaf in Leaves)
        {
            range.Append(leaf);
            range.Rest(16).Root().ShouldBe(Merkle.Root(Leaves.AsSpan((int)(range.Size / 16) * 16, (int)(range.Size % 16))));
        }
    }

    [Fact]
    public void A_tiled_tree_reads_no_leaf_of_another_tile()
    {
        byte[][] leaves = [.. Enumerable.Range(0, 1_000).Select(i => Merkle.Leaf(BitConverter.GetBytes(i)))];
        var read = new HashSet<long>();
        var tiled = new TiledTree(
            tile => (tile + 1) * TiledTree.TileLeaves <= leaves.Length ? Merkle.Root(leaves.AsSpan((int)tile * TiledTree.TileLeaves, TiledTree.TileLeaves)) : null,
            index =>
            {
                read.Add(index / TiledTree.TileLeaves);
                return leaves[index];
            });
        foreach (var index in new[] { 0, 255, 256, 700, 768, 999 })
        {
            read.Clear();
            var path = Merkle.InclusionPath(index, leaves.Length, tiled.RootOf);
            Merkle.IsIncluded(leaves[index], index, leaves.Length, path, Merkle.Root(leaves)).ShouldBeTrue();
            read.ShouldBeSubsetOf([index / TiledTree.TileLeaves, 3]);
        }
    }

    [Fact]
    public void Every_leaf_is_included_and_nothing_else_is()
    {
        for (var size = 1; size <= SizeMax; size++)
        {
            var root = Merkle.Root(Leaves.AsSpan(0, size));
            for (var index = 0; index < size; index++)
            {
                var path = Merkle.InclusionPath(index, size, RootOf(Leaves));
                Merkle.IsIncluded(Leaves[index], index, size, path, root).ShouldBeTrue();
                Merkle.IsIncluded(Leaves[index], index + 1, size, path, root).ShouldBeFalse();
                Merkle.IsIncluded(Leaves[(index + 1) % SizeMax], index, size, path, root).ShouldBeFalse();
                foreach (var at in Enumerable.Range(0, path.Count))
                    Merkle.IsIncluded(Leaves[index], index, size, [.. path.Select((hash, i) => i == at ? Flipped(hash) : hash)], root).ShouldBeFalse();
                Merkle.IsIncluded(Leaves[index], index, size, [.. path, Leaves[0]], root).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Every_tree_is_consistent_with_its_beginnings_alone()
    {
        for (var second = 1; second <= SizeMax; second++)
        {
            var newRoot = Merkle.Root(Leaves.AsSpan(0, second));
            for (var first = 0; first <= second; first++)
            {
                var oldRoot = Merkle.Root(Leaves.AsSpan(0, first));
                var path = Merkle.ConsistencyPath(first, second, RootOf(Leaves));
                Merkle.IsConsistent(first, second, oldRoot, newRoot, path).ShouldBeTrue($"{first} of {second}");
                Merkle.IsConsistent(first, second, Flipped(oldRoot), newRoot, path).ShouldBeFalse();
                if (first > 0)
                    Merkle.IsConsistent(first, second, oldRoot, Flipped(newRoot), path).ShouldBeFalse();
                foreach (var at in Enumerable.Range(0, path.Count))
                    Merkle.IsConsistent(first, second, oldRoot, newRoot, [.. path.Select((hash, i) => i == at ? Flipped(hash) : hash)]).ShouldBeFalse();
            }
        }
    }

    private static Func<long, long, byte[]> RootOf(byte[][] leaves) => (begin, end) => Merkle.Root(leaves.AsSpan((int)begin, (int)(end - begin)));

    private static string[] Hex(IEnumerable<byte[]> hashes) => [.. hashes.Select(Convert.ToHexStringLower)];

    private static byte[] Flipped(byte[] hash) => [(byte)(hash[0] ^ 1), .. hash[1..]];
}
