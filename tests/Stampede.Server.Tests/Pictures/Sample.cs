using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NetVips;

namespace Stampede.Server.Tests.Pictures;

/// <summary>Small pictures, with and without what a camera adds.</summary>
internal static class Sample
{
    /// <summary>What must not get out.</summary>
    public const string Private = "52.5200N 13.4050E of somebody";

    /// <summary>Black. Of one that is too large only the header is right.</summary>
    public static byte[] Png(int width = 2, int height = 2, params (string Type, byte[] Content)[] beforePixels) =>
    [
        0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
        .. Chunk("IHDR", [.. Big32(width), .. Big32(height), 8, 0, 0, 0, 0]),
        .. beforePixels.SelectMany(chunk => Chunk(chunk.Type, chunk.Content)),
        .. Chunk("IDAT", Deflated((int)Math.Min((long)height * (width + 1), 1_000_000))),
        .. Chunk("IEND", []),
    ];

    /// <summary>White on its left half, else black.</summary>
    public static byte[] Jpeg(int width = 2, int height = 2, params (byte Marker, byte[] Content)[] afterStart)
    {
        using var black = Image.Black(width, height);
        using var image = black.Mutate(pixels => pixels.DrawRect([255], 0, 0, Math.Max(1, width / 2), height, fill: true));
        var file = image.JpegsaveBuffer(q: 95);
        return [.. file[..2], .. afterStart.SelectMany(segment => Segment(segment.Marker, segment.Content)), .. file[2..]];
    }

    /// <summary>The file as it is, but that its header tells another size.</summary>
    public static byte[] JpegThatClaims(int width, int height)
    {
        var file = Jpeg(16, 16);
        var frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        Big16(height).CopyTo(file, frame + 5);
        Big16(width).CopyTo(file, frame + 7);
        return file;
    }

    public static byte[] Webp(int width = 2, int height = 2, bool lossless = false)
    {
        using var image = Image.Black(width, height, 3);
        return image.WebpsaveBuffer(lossless: lossless, keep: Enums.ForeignKeep.None);
    }

    public static byte[] WebpThatClaims(int width, int height)
    {
        var file = Webp(lossless: true);
        Little32((width - 1) | ((height - 1) << 14)).CopyTo(file, 21);
        return file;
    }

    /// <summary>A photo's noise, which no format keeps small.</summary>
    public static Image Noise(int width, int height)
    {
        using var grey = Image.Gaussnoise(width, height, sigma: 60, mean: 128);
        using var bytes = grey.Cast(Enums.BandFormat.Uchar);
        return bytes.Bandjoin(bytes, bytes).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>As an iPhone's file begins.</summary>
    public static byte[] Heic() => [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8, 0, 0, 0, 8, .. "mdat"u8];

    /// <summary>An EXIF segment's content with an orientation and a place.</summary>
    public static byte[] Exif(int orientation, bool little)
    {
        byte[] Two(int value) => little ? [.. Big16(value).Reverse()] : Big16(value);
        byte[] Four(int value) => little ? [.. Big32(value).Reverse()] : Big32(value);
        return
        [
            .. "Exif\0\0"u8, .. little ? "II"u8 : "MM"u8, .. Two(42), .. Four(8),
            .. Two(2),
            .. Two(0x010E), .. Two(2), .. Four(Private.Length), .. Four(38),
            .. Two(0x0112), .. Two(3), .. Four(1), .. Two(orientation), 0, 0,
            .. Four(0),
            .. Encoding.ASCII.GetBytes(Private),
        ];
    }

    public static byte[] Gif() =>
    [
        .. "GIF89a"u8, .. Little16(2), .. Little16(2), 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        0x2C, 0, 0, 0, 0, .. Little16(2), .. Little16(2), 0, 2, 2, 0x44, 0x51, 0,
        0x3B,
    ];

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. content];
        return [.. Big32(content.Length), .. checkedPart, .. Big32((int)Crc32(checkedPart))];
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, .. Big16(content.Length + 2), .. content];

    private static byte[] Deflated(int count)
    {
        using var output = new MemoryStream();
        using (var deflating = new ZLibStream(output, CompressionLevel.Optimal))
            deflating.Write(new byte[count]);
        return output.ToArray();
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return ~crc;
    }

    private static byte[] Big16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Big32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little16(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Little32(int value) => [.. Big32(value).Reverse()];
}
