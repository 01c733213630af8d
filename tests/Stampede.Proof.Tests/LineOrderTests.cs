using System.Security.Cryptography;
using System.Text;

namespace Stampede.Proof.Tests;

public sealed class LineOrderTests
{
    private static readonly Guid Drop = Guid.Parse("0190c5a0-0000-7000-8000-000000000001");
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>As a line of shell computes them; printed in docs/fairness.md.</summary>
    [Fact]
    public void Everybody_can_compute_a_ticket()
    {
        Hex(LineOrder.Commit(Secret)).ShouldBe(Sha256("stampede.commit/v1\n000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"));
        var seed = LineOrder.Seed(Drop, 3, 100, Merkle.EmptyRoot, Secret, LineOrder.NoBeacon);
        Hex(seed).ShouldBe(Sha256(
            "stampede.seed/v1\n0190c5a0-0000-7000-8000-000000000001\n3\n100\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
            + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\nnone\n"));
        Hex(LineOrder.Ticket(seed, Entry(1))).ShouldBe(Sha256($"stampede.ticket/v1\n{Hex(seed)}\n{Entry(1)}\n"));
    }

    [Fact]
    public void The_order_is_by_ticket_whatever_the_order_of_the_entries()
    {
        string[] entries = [.. Enumerable.Range(0, 500).Select(Entry)];
        var sorted = LineOrder.Sort(Secret, entries, entry => entry);
        sorted.ShouldBe(entries.OrderBy(entry => Hex(LineOrder.Ticket(Secret, entry)), StringComparer.Ordinal));
        LineOrder.Sort(Secret, entries.Reverse(), entry => entry).ShouldBe(sorted);
        // One more changes nobody else's place among the others.
        LineOrder.Sort(Secret, entries.Append(Entry(9_999)), entry => entry).Where(entry => entry != Entry(9_999)).ShouldBe(sorted);
    }

    /// <summary>Over many seeds each entry is first about as often as any other: χ² with 9 degrees of freedom is below 27.9 in 999 of 1,000.</summary>
    [Fact]
    public void Each_entry_is_first_as_often()
    {
        const int rounds = 10_000;
        string[] entries = [.. Enumerable.Range(0, 10).Select(Entry)];
        var first = new int[entries.Length];
        for (var round = 0; round < rounds; round++)
            first[Array.IndexOf(entries, LineOrder.Sort(SHA256.HashData(BitConverter.GetBytes(round)), entries, entry => entry)[0])]++;
        first.Sum(count => Math.Pow(count - rounds / 10, 2) / (rounds / 10)).ShouldBeLessThan(27.9);
    }

    [Fact]
    public void A_pseudonym_is_half_an_hmac()
    {
        var (key, customer) = (new byte[32], Guid.Parse("ABCDEF00-1111-2222-3333-444444444444"));
        Pseudonym.Of(key, customer).ShouldBe(
            Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes("abcdef00-1111-2222-3333-444444444444"))[..16]));
    }

    private static string Entry(int number) => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number))[..16]);

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
