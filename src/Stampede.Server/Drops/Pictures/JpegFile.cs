using System.Buffers.Binary;

namespace Stampede.Server.Drops;

/// <summary>JPEG, by ITU-T T.81. Of what cameras add only the orientation stays, so that a picture does not fall over.</summary>
internal static class JpegFile
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte Comment = 0xFE;

    public static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    public static PictureCheck Check(ReadOnlySpan<byte> file)
    {
        using var output = new MemoryStream(file.Length + MinimalExif.Length);
        output.Write(file[..2]);
        var rest = file[2..];
        bool hasFrame = false, hasScan = false;
        while (rest.Length >= 2 && rest[0] == 0xFF)
        {
            var marker = rest[1];
            if (marker == 0xFF)
            {
                rest = rest[1..]; // Fill.
                continue;
            }

            if (marker == EndOfImage)
            {
                output.Write(rest[..2]);
                return hasScan ? new PictureCheck.Good("image/jpeg", output.ToArray()) : new PictureCheck.NotAPicture();
            }

            if (marker < 0xC0 || marker is >= 0xD0 and <= 0xD8 || rest.Length < 4)
                break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length < 2 || length > rest.Length - 2)
                break;
            var segment = rest[..(2 + length)];
            var content = segment[4..];
            rest = rest[segment.Length..];
            if (IsStartOfFrame(marker))
            {
                if (hasFrame || content.Length < 6)
                    break;
                hasFrame = true;
                if (PictureFormats.CheckSize(BinaryPrimitives.ReadUInt16BigEndian(content[3..]), BinaryPrimitives.ReadUInt16BigEndian(content[1..])) is { } wrong)
                    return wrong;
            }

            if (marker is >= 0xE0 and <= 0xEF)
                WriteApplication(output, marker, segment, content);
            else if (marker != Comment)
                output.Write(segment);
            if (marker != StartOfScan)
                continue;
            if (!hasFrame)
                break;
            hasScan = true;
            var scanned = ScanLength(rest);
            output.Write(rest[..scanned]);
            rest = rest[scanned..];
        }

        return new PictureCheck.NotAPicture();
    }

    private static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Compressed pixels, up to the next marker: FF 00 is a byte among them, and so are the restarts.</summary>
    private static int ScanLength(ReadOnlySpan<byte> rest)
    {
        var length = 0;
        while (true)
        {
            var next = rest[length..].IndexOf((byte)0xFF);
            if (next < 0 || length + next + 1 >= rest.Length)
                return rest.Length;
            length += next;
            if (rest[length + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
                return length;
            length += 2;
        }
    }

    /// <summary>What the colours depend on, and which side is up.</summary>
    private static void WriteApplication(MemoryStream output, byte marker, ReadOnlySpan<byte> segment, ReadOnlySpan<byte> content)
    {
        switch (marker)
        {
            case 0xE0 when content.StartsWith("JFIF\0"u8) && content.Length >= 14:
                output.Write([0xFF, 0xE0, 0, 16]);
                output.Write(content[..12]);
                output.Write([0, 0]); // No thumbnail.
                break;
            case 0xE1 when content.StartsWith("Exif\0\0"u8) && OrientationOf(content[6..]) is > 1 and <= 8 and var orientation:
                output.Write(MinimalExif);
                output.WriteByte((byte)orientation);
                output.Write([0, 0, 0, 0, 0, 0]);
                break;
            case 0xE2 when content.StartsWith("ICC_PROFILE\0"u8):
            case 0xEE when content.StartsWith("Adobe"u8):
                output.Write(segment);
                break;
        }
    }

    /// <summary>An EXIF segment with one entry, up to the value's second byte: the orientation.</summary>
    private static ReadOnlySpan<byte> MinimalExif =>
    [
        0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
        0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0,
    ];

    /// <returns>1 to 8; 0 where the segment does not say.</returns>
    private static int OrientationOf(ReadOnlySpan<byte> tiff)
    {
        var isLittle = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || !(isLittle || tiff.StartsWith("MM"u8)))
            return 0;
        var directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
            return 0;
        var entries = tiff[(int)directory..];
        var count = Number(entries, isLittle);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (Number(entries, isLittle) == 0x0112)
                return Number(entries[8..], isLittle);
        }

        return 0;
    }

    private static int Number(ReadOnlySpan<byte> at, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
}
