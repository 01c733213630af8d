using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Stampede.Domain;

/// <summary>
/// The number of a purchase that a person reads out: <c>ST-7F3K-92</c>. It is the purchase's version, shuffled within
/// 30 bits by a key that the drop's id gives: one drop never has the same number twice, and neither a counter nor an
/// index is kept. Two drops may have a number in common, so a shop asks for the drop's name too.
/// </summary>
public static class PurchaseNumber
{
    // Without I, L, O and U, which are misread and misheard.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int HalfBits = 15;
    private const int Rounds = 4;

    /// <param name="version">The drop's version that the purchase was made with.</param>
    public static string Of(DropId drop, long version)
    {
        var number = Shuffle(drop, (uint)(version & ((1 << (2 * HalfBits)) - 1)));
        Span<char> text = ['S', 'T', '-', '0', '0', '0', '0', '-', '0', '0'];
        foreach (var place in (ReadOnlySpan<int>)[9, 8, 6, 5, 4, 3])
        {
            text[place] = Alphabet[(int)(number % 32)];
            number /= 32;
        }

        var above = version >> (2 * HalfBits);
        return above == 0 ? text.ToString() : $"{text}-{above}";
    }

    // A Feistel network: whatever the round's function is, two numbers never become one.
    private static uint Shuffle(DropId drop, uint number)
    {
        const uint Half = (1 << HalfBits) - 1;
        var (left, right) = (number >> HalfBits, number & Half);
        Span<byte> block = stackalloc byte[16 + 1 + sizeof(uint)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        drop.Value.TryWriteBytes(block);
        for (byte round = 0; round < Rounds; round++)
        {
            block[16] = round;
            BinaryPrimitives.WriteUInt32BigEndian(block[17..], right);
            SHA256.HashData(block, hash);
            (left, right) = (right, left ^ (BinaryPrimitives.ReadUInt32BigEndian(hash) & Half));
        }

        return (left << HalfBits) | right;
    }
}
