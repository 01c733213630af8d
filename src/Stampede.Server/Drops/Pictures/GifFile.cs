using System.Buffers.Binary;

namespace Stampede.Server.Drops;

/// <summary>GIF 87a and 89a. Comments, texts and applications' own blocks stay behind, but for the one that says how often to repeat.</summary>
internal static class GifFile
{
    private const int ScreenLength = 13;
    private const int ImageLength = 10;
    private const byte Extension = 0x21;
    private const byte GraphicControl = 0xF9;
    private const byte Application = 0xFF;
    private const byte Image = 0x2C;
    private const byte Trailer = 0x3B;

    public static PictureCheck Check(ReadOnlySpan<byte> file)
    {
        if (file.Length < ScreenLength)
            return new PictureCheck.NotAPicture();
        if (CheckSize(file[6..]) is { } wrongScreen)
            return wrongScreen;
        var screen = ScreenLength + TableLength(file[10]);
        if (screen > file.Length)
            return new PictureCheck.NotAPicture();
        using var output = new MemoryStream(file.Length);
        output.Write(file[..screen]);
        var rest = file[screen..];
        var hasImage = false;
        while (rest.Length > 0)
        {
            switch (rest[0])
            {
                case Trailer:
                    output.WriteByte(Trailer);
                    return hasImage ? new PictureCheck.Good("image/gif", output.ToArray()) : new PictureCheck.NotAPicture();
                case Extension when rest.Length > 2 && BlocksLength(rest[2..]) is { } blocks:
                    var extension = rest[..(2 + blocks)];
                    if (extension[1] == GraphicControl || extension[1] == Application && IsRepeat(extension[2..]))
                        output.Write(extension);
                    rest = rest[extension.Length..];
                    break;
                case Image when rest.Length > ImageLength:
                    if (CheckSize(rest[5..]) is { } wrong)
                        return wrong;
                    var pixels = ImageLength + TableLength(rest[9]) + 1; // And how many bits a code has.
                    if (pixels > rest.Length || BlocksLength(rest[pixels..]) is not { } length)
                        return new PictureCheck.NotAPicture();
                    output.Write(rest[..(pixels + length)]);
                    rest = rest[(pixels + length)..];
                    hasImage = true;
                    break;
                default:
                    return new PictureCheck.NotAPicture();
            }
        }

        return new PictureCheck.NotAPicture();
    }

    private static PictureCheck? CheckSize(ReadOnlySpan<byte> at) =>
        PictureFormats.CheckSize(BinaryPrimitives.ReadUInt16LittleEndian(at), BinaryPrimitives.ReadUInt16LittleEndian(at[2..]));

    /// <summary>Of the table of colours that the flags announce.</summary>
    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static bool IsRepeat(ReadOnlySpan<byte> blocks) =>
        blocks.Length > 12 && blocks[0] == 11 && (blocks[1..12].SequenceEqual("NETSCAPE2.0"u8) || blocks[1..12].SequenceEqual("ANIMEXTS1.0"u8));

    /// <returns>With the empty block at the end; null: there is no end.</returns>
    private static int? BlocksLength(ReadOnlySpan<byte> at)
    {
        var length = 0;
        while (length < at.Length)
        {
            var block = at[length];
            length += 1 + block;
            if (block == 0)
                return length;
        }

        return null;
    }
}
