using System.Buffers.Binary;
using System.Globalization;
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

    /// <summary>The version that a number stands for in a drop. Every drop has one for every number: whether it is a purchase's is to be looked up.</summary>
    /// <param name="number">As it was read out: small letters, and O, I and L for digits, are understood, and the first two letters may be left out.</param>
    /// <returns>Null: not a number.</returns>
    public static long? VersionOf(DropId drop, string number) =>
        TryRead(number, out var shuffled, out var above) ? (above << (2 * HalfBits)) | Unshuffle(drop, shuffled) : null;

    /// <inheritdoc cref="VersionOf" path="/param"/>
    public static bool IsNumber(string number) => TryRead(number, out _, out _);

    private static bool TryRead(string text, out uint shuffled, out long above)
    {
        (shuffled, above) = (0, 0);
        var number = text.Trim().ToUpperInvariant();
        if (number.StartsWith("ST-", StringComparison.Ordinal))
            number = number[3..];
        var parts = number.Split('-');
        if (parts is not [{ Length: 4 }, { Length: 2 }, ..] || parts.Length > 3
            || parts.Length == 3 && !(long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out above) && above is > 0 and < 1L << 33))
            return false;
        foreach (var letter in parts[0] + parts[1])
        {
            var digit = Alphabet.IndexOf(letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter }, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            shuffled = (shuffled * 32) + (uint)digit;
        }

        return true;
    }

    private static uint Unshuffle(DropId drop, uint number)
    {
        const uint Half = (1 << HalfBits) - 1;
        var (left, right) = (number >> HalfBits, number & Half);
        for (var round = Rounds - 1; round >= 0; round--)
            (left, right) = (right ^ Mixed(drop, (byte)round, left), left);
        return (left << HalfBits) | right;
    }

    // A Feistel network: whatever the round's function is, two numbers never become one.
    private static uint Shuffle(DropId drop, uint number)
    {
        const uint Half = (1 << HalfBits) - 1;
        var (left, right) = (number >> HalfBits, number & Half);
        for (byte round = 0; round < Rounds; round++)
            (left, right) = (right, left ^ Mixed(drop, round, right));
        return (left << HalfBits) | right;
    }

    private static uint Mixed(DropId drop, byte round, uint half)
    {
        Span<byte> block = stackalloc byte[16 + 1 + sizeof(uint)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        drop.Value.TryWriteBytes(block);
        block[16] = round;
        BinaryPrimitives.WriteUInt32BigEndian(block[17..], half);
        SHA256.HashData(block, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) & ((1 << HalfBits) - 1);
    }
}
