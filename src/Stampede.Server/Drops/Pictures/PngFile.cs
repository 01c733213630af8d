using System.Buffers.Binary;
using System.Text;

namespace Stampede.Server.Drops;

/// <summary>PNG and APNG, by the W3C's specification, third edition.</summary>
internal static class PngFile
{
    private const int ChunkOverhead = 12; // Length, type and checksum.
    private const int HeaderLength = 13;

    // Pixels, colours, transparency, frames. No text, no time, no EXIF.
    private static readonly HashSet<string> Kept =
    [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sRGB", "cICP", "mDCV", "cLLI", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT",
    ];

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static PictureCheck Check(ReadOnlySpan<byte> file)
    {
        using var output = new MemoryStream(file.Length);
        output.Write(Signature);
        var rest = file[Signature.Length..];
        var hasPixels = false;
        for (var isFirst = true; rest.Length >= ChunkOverhead; isFirst = false)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
                break;
            var chunk = rest[..(ChunkOverhead + (int)length)];
            var type = Encoding.ASCII.GetString(chunk[4..8]);
            if (isFirst != (type == "IHDR"))
                break;
            if (isFirst)
            {
                if (length != HeaderLength)
                    break;
                if (PictureFormats.CheckSize(BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadUInt32BigEndian(chunk[12..])) is { } wrong)
                    return wrong;
            }

            if (Kept.Contains(type))
                output.Write(chunk);
            else if (char.IsAsciiLetterUpper(type[0]))
                break; // Nobody can show the picture without this chunk, whatever it is.
            hasPixels |= type == "IDAT";
            if (type == "IEND")
                return hasPixels ? new PictureCheck.Good("image/png", output.ToArray()) : new PictureCheck.NotAPicture();
            rest = rest[chunk.Length..];
        }

        return new PictureCheck.NotAPicture();
    }
}
