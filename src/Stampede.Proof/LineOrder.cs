using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Stampede.Proof;

/// <summary>
/// The order of a line: each entry's ticket is a hash of a seed and of its id, and the lowest ticket is first. Everybody can compute it
/// (<c>printf … | sha256sum</c>): all of it is ASCII, hex is in lower case, every line ends with a line feed.
/// </summary>
public static class LineOrder
{
    /// <summary>The beacon of a line without one.</summary>
    public const string NoBeacon = "none";

    /// <summary>Published before the first entry.</summary>
    /// <param name="secret">32 random bytes.</param>
    public static byte[] Commit(ReadOnlySpan<byte> secret) => Hash($"stampede.commit/v1\n{Hex(secret)}\n");

    /// <param name="lineNumber">Of the line in the shop's register.</param>
    /// <param name="size">Lines of the line's log at the seal.</param>
    /// <param name="root">Of the log at that size.</param>
    /// <param name="beacon"><c>drand/CHAIN/ROUND/RANDOMNESS</c>, <c>declared/WHAT/VALUE</c> or <c>none</c>.</param>
    public static byte[] Seed(Guid drop, long lineNumber, long size, ReadOnlySpan<byte> root, ReadOnlySpan<byte> secret, string beacon) => Hash(
        string.Create(CultureInfo.InvariantCulture, $"stampede.seed/v1\n{drop:D}\n{lineNumber}\n{size}\n{Hex(root)}\n{Hex(secret)}\n{beacon}\n"));

    /// <param name="entry">32 hex digits, as in the log.</param>
    public static byte[] Ticket(ReadOnlySpan<byte> seed, string entry) => Hash($"stampede.ticket/v1\n{Hex(seed)}\n{entry}\n");

    /// <summary>Entries by their tickets, the lowest first. The order in which they are given changes nothing.</summary>
    public static T[] Sort<T>(ReadOnlySpan<byte> seed, IEnumerable<T> entries, Func<T, string> idOf)
    {
        var items = entries.ToArray();
        var keys = new TicketKey[items.Length];
        var input = new byte["stampede.ticket/v1\n".Length + 65 + 33];
        Encoding.ASCII.GetBytes($"stampede.ticket/v1\n{Hex(seed)}\n", input);
        var ids = input.AsMemory(input.Length - 33);
        input[^1] = (byte)'\n';
        Span<byte> ticket = stackalloc byte[Merkle.HashBytes];
        for (var i = 0; i < items.Length; i++)
        {
            var id = idOf(items[i]);
            if (Encoding.ASCII.GetBytes(id, ids.Span[..^1]) != 32)
                throw new InvalidDataException($"'{id}' is no entry's id.");
            SHA256.HashData(input, ticket);
            keys[i] = new(ticket);
        }

        Array.Sort(keys, items);
        return items;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private readonly struct TicketKey(ReadOnlySpan<byte> ticket) : IComparable<TicketKey>
    {
        private readonly UInt128 high = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(ticket);
        private readonly UInt128 low = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(ticket[16..]);

        public int CompareTo(TicketKey other) => high != other.high ? high.CompareTo(other.high) : low.CompareTo(other.low);
    }
}

/// <summary>How a customer is called in the proof of one drop: nobody can join two drops' pseudonyms, or lead one back to a customer.</summary>
public static class Pseudonym
{
    public const int KeyBytes = 32;

    /// <param name="key">Of the drop; 32 secret random bytes.</param>
    public static string Of(ReadOnlySpan<byte> key, Guid customer)
    {
        Span<byte> text = stackalloc byte[36];
        customer.TryFormat(text, out _);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
