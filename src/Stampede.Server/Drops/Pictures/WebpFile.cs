using System.Buffers.Binary;
using System.Text;

namespace Stampede.Server.Drops;

/// <summary>WebP, by RFC 9649: still or animated, lossy or lossless. EXIF and XMP stay behind.</summary>
internal static class WebpFile
{
    private const int ContainerLength = 12;
    private const int ChunkOverhead = 8;
    private const byte ExifFlag = 0x08;
    private const byte XmpFlag = 0x04;

    private static readonly HashSet<string> Kept = ["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"];

    public static PictureCheck Check(ReadOnlySpan<byte> file)
    {
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (declared < ContainerLength - ChunkOverhead || declared > file.Length - ChunkOverhead)
            return new PictureCheck.NotAPicture(); // Less than its own name, or not all here.
        using var output = new MemoryStream(file.Length);
        output.Write(file[..ContainerLength]);
        var rest = file[ContainerLength..(ChunkOverhead + (int)declared)];
        var hasPixels = false;
        for (var isFirst = true; rest.Length >= ChunkOverhead; isFirst = false)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - ChunkOverhead)
                return new PictureCheck.NotAPicture();
            var chunk = rest[..Math.Min(rest.Length, ChunkOverhead + (int)(length + (length & 1)))];
            var type = Encoding.ASCII.GetString(chunk[..4]);
            rest = rest[chunk.Length..];
            if (isFirst && type is not ("VP8 " or "VP8L" or "VP8X"))
                return new PictureCheck.NotAPicture();
            if (SizeOf(type, chunk[ChunkOverhead..]) is { } size)
            {
                if (PictureFormats.CheckSize(size.Width, size.Height) is { } wrong)
                    return wrong;
                hasPixels |= type != "VP8X";
            }
            else if (type is "VP8 " or "VP8L" or "VP8X" or "ANMF")
            {
                return new PictureCheck.NotAPicture();
            }

            if (Kept.Contains(type))
                output.Write(chunk);
            else if (isFirst)
                WriteExtended(output, chunk);
        }

        if (!hasPixels)
            return new PictureCheck.NotAPicture();
        var bytes = output.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)(bytes.Length - ChunkOverhead));
        return new PictureCheck.Good("image/webp", bytes);
    }

    private static void WriteExtended(MemoryStream output, ReadOnlySpan<byte> chunk)
    {
        var flags = (byte)(chunk[ChunkOverhead] & ~(ExifFlag | XmpFlag));
        output.Write(chunk[..ChunkOverhead]);
        output.WriteByte(flags);
        output.Write(chunk[(ChunkOverhead + 1)..]);
    }

    /// <returns>Null: a chunk without a size, or one that is damaged.</returns>
    private static (int Width, int Height)? SizeOf(string type, ReadOnlySpan<byte> content) => type switch
    {
        "VP8X" when content.Length >= 10 => (Number24(content[4..]) + 1, Number24(content[7..]) + 1),
        "ANMF" when content.Length >= 16 => (Number24(content[6..]) + 1, Number24(content[9..]) + 1),
        "VP8L" when content.Length >= 5 && content[0] == 0x2F => Lossless(BinaryPrimitives.ReadUInt32LittleEndian(content[1..])),
        "VP8 " when content.Length >= 10 && content[3..6].SequenceEqual<byte>([0x9D, 0x01, 0x2A]) =>
            (BinaryPrimitives.ReadUInt16LittleEndian(content[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(content[8..]) & 0x3FFF),
        _ => null,
    };

    private static (int Width, int Height) Lossless(uint bits) => ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);

    private static int Number24(ReadOnlySpan<byte> at) => at[0] | at[1] << 8 | at[2] << 16;
}
