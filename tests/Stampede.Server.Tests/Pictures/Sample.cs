using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Stampede.Server.Tests.Pictures;

/// <summary>Small pictures, byte by byte, with and without what a camera adds.</summary>
internal static class Sample
{
    /// <summary>What must not get out.</summary>
    public const string Private = "52.5200N 13.4050E of somebody";

    public static byte[] Png(int width = 2, int height = 2, params (string Type, byte[] Content)[] beforePixels) =>
    [
        0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
        .. Chunk("IHDR", [.. Big32(width), .. Big32(height), 8, 0, 0, 0, 0]),
        .. beforePixels.SelectMany(chunk => Chunk(chunk.Type, chunk.Content)),
        .. Chunk("IDAT", Deflated(2 * 3)),
        .. Chunk("IEND", []),
    ];

    public static byte[] Jpeg(int width = 2, int height = 2, params (byte Marker, byte[] Content)[] afterStart) =>
    [
        0xFF, 0xD8,
        .. afterStart.SelectMany(segment => Segment(segment.Marker, segment.Content)),
        .. Segment(0xC0, [8, .. Big16(height), .. Big16(width), 1, 1, 0x11, 0]),
        .. JpegScan,
        0xFF, 0xD9,
    ];

    /// <summary>With a stuffed FF and a restart among the pixels.</summary>
    public static byte[] JpegScan => [.. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4, 5];

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

    public static byte[] WebpLossy(int width = 2, int height = 2) => Riff(("VP8 ", Lossy(width, height)));

    public static byte[] WebpLossless(int width = 2, int height = 2) => Riff(("VP8L", Lossless(width, height)));

    public static byte[] WebpExtended(int width = 2, int height = 2, params (string Type, byte[] Content)[] more) =>
        Riff([("VP8X", [0x2C, 0, 0, 0, .. Little24(width - 1), .. Little24(height - 1)]), ("VP8 ", Lossy(2, 2)), .. more]);

    public static byte[] Riff(params (string Type, byte[] Content)[] chunks)
    {
        byte[] body = [.. "WEBP"u8, .. chunks.SelectMany(chunk => (byte[])
            [.. Encoding.ASCII.GetBytes(chunk.Type), .. Little32(chunk.Content.Length), .. chunk.Content, .. new byte[chunk.Content.Length & 1]])];
        return [.. "RIFF"u8, .. Little32(body.Length), .. body];
    }

    private static byte[] Lossy(int width, int height) => [0x10, 0, 0, 0x9D, 0x01, 0x2A, .. Little16(width), .. Little16(height), 1];

    private static byte[] Lossless(int width, int height) => [0x2F, .. Little32((width - 1) | ((height - 1) << 14)), 7];

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

    private static byte[] Little24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    private static byte[] Little32(int value) => [.. Big32(value).Reverse()];
}
