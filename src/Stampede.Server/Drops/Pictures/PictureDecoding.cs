using NetVips;
using Stampede.Postgres.Operations;

namespace Stampede.Server.Drops;

/// <summary>What an uploaded file turned out to be, by its content; its name and what the browser calls it play no part.</summary>
internal abstract record PictureCheck
{
    private PictureCheck()
    {
    }

    /// <summary>Decoded and encoded anew: nothing of the file itself is kept but its pixels.</summary>
    public sealed record Good(NewPicture Picture) : PictureCheck;

    /// <summary>Another kind of file, or a picture that is damaged.</summary>
    public sealed record NotAPicture : PictureCheck;

    /// <summary>A photo as iPhones keep it, which browsers cannot show and nothing here can read.</summary>
    public sealed record Heic : PictureCheck;

    public sealed record TooManyPixels(int Width, int Height) : PictureCheck;
}

/// <summary>
/// Turns an uploaded file into pictures as pages need them: upright, in sRGB, in a few widths, without what a camera wrote into it.
/// libvips decodes it; only its readers of PNG, JPEG and WebP are ever called.
/// </summary>
internal static class PictureDecoding
{
    public const int SideMax = 8_000;

    /// <summary>With <see cref="SideMax"/> the bound on memory: a picture that has to be decoded as a whole takes up to 8 bytes per pixel.</summary>
    public const int PixelsMax = 40_000_000;

    /// <summary>Of what is kept: enough for half a desk's page at two pixels per point.</summary>
    private const int WidthMax = 1_600;
    private const int HeightMax = 2_400;

    /// <summary>A drawing stays a PNG. A photo saved as PNG is larger than this, and becomes a JPEG.</summary>
    private const int PngBytesMax = 1_000_000;

    /// <summary>Narrower ones than the picture itself, which is there in any case.</summary>
    private static readonly int[] Widths = [160, 480, 960];

    static PictureDecoding()
    {
        NetVips.NetVips.BlockUntrusted = true;
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0; // No picture is asked for twice.
        // Of a damaged picture the uploader is told; the log need not be.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, (_, _, _) => { });
    }

    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static PictureCheck Decode(byte[] file, CancellationToken cancellation)
    {
        if (FormatOf(file) is not { } format)
            return IsHeic(file) ? new PictureCheck.Heic() : new PictureCheck.NotAPicture();
        try
        {
            int shrink;
            using (var header = format.Load(file, 1))
            {
                var (width, height) = (header.Width, header.Height);
                if (width > SideMax || height > SideMax || (long)width * height > PixelsMax)
                    return new PictureCheck.TooManyPixels(width, height);
                // A JPEG can be decoded at an eighth, a quarter or a half. It keeps twice what is needed, so that nothing is lost.
                var factor = Math.Max(width, height) / (2 * WidthMax);
                shrink = factor >= 8 ? 8 : factor >= 4 ? 4 : factor >= 2 ? 2 : 1;
            }

            using var image = format.Load(file, shrink);
            using var fitted = image.ThumbnailImage(WidthMax, height: HeightMax, size: Enums.Size.Down, outputProfile: "srgb");
            using var pixels = InMemory(fitted, cancellation);
            return new PictureCheck.Good(Encode(pixels, format.ContentType, cancellation));
        }
        catch (VipsException)
        {
            cancellation.ThrowIfCancellationRequested();
            return new PictureCheck.NotAPicture();
        }
    }

    /// <summary>A square icon in which the whole picture is seen.</summary>
    public static byte[] ToIcon(byte[] picture, int side)
    {
        using var image = Image.NewFromBuffer(picture, failOn: Enums.FailOn.Error);
        using var fitted = image.ThumbnailImage(side, height: side, outputProfile: "srgb");
        using var whole = fitted.HasAlpha() ? fitted.Copy() : fitted.Bandjoin(255);
        using var square = whole.Gravity(Enums.CompassDirection.Centre, side, side, extend: Enums.Extend.Background, background: [0, 0, 0, 0]);
        return square.PngsaveBuffer(keep: Enums.ForeignKeep.None);
    }

    private static NewPicture Encode(Image pixels, string contentType, CancellationToken cancellation)
    {
        var sizes = new List<PictureSize>();
        foreach (var width in Widths.TakeWhile(width => width < pixels.Width))
        {
            using var smaller = pixels.ThumbnailImage(width, height: HeightMax, size: Enums.Size.Down);
            using var ready = InMemory(smaller, cancellation);
            sizes.Add(new PictureSize(ready.Width, ToWebp(ready)));
        }

        cancellation.ThrowIfCancellationRequested();
        var webp = ToWebp(pixels);
        sizes.Add(new PictureSize(pixels.Width, webp));
        cancellation.ThrowIfCancellationRequested();
        var (type, bytes) = Default(pixels, contentType, webp);
        return new NewPicture(type, bytes, pixels.Width, pixels.Height, sizes);
    }

    /// <summary>What is shown where nothing chooses among sizes and formats, as in messengers and letters: JPEG, or what is transparent.</summary>
    private static (string ContentType, byte[] Bytes) Default(Image pixels, string contentType, byte[] webp)
    {
        if (contentType == "image/png" && pixels.PngsaveBuffer(bitdepth: 8, keep: Enums.ForeignKeep.None) is { Length: <= PngBytesMax } png)
            return (contentType, png);
        return pixels.HasAlpha() || contentType == "image/webp"
            ? ("image/webp", webp)
            : ("image/jpeg", pixels.JpegsaveBuffer(q: 84, optimizeCoding: true, interlace: true, keep: Enums.ForeignKeep.None));
    }

    private static byte[] ToWebp(Image pixels) => pixels.WebpsaveBuffer(q: 80, effort: 4, keep: Enums.ForeignKeep.None);

    private static Image InMemory(Image image, CancellationToken cancellation)
    {
        image.SetProgress(null, cancellation);
        return image.CopyMemory();
    }

    private static (string ContentType, Func<byte[], int, Image> Load)? FormatOf(ReadOnlySpan<byte> file) =>
        file.StartsWith(PngSignature) ? ("image/png", (bytes, _) => Image.PngloadBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated))
        : file.StartsWith(JpegSignature) ? ("image/jpeg", (bytes, shrink) => Image.JpegloadBuffer(bytes, shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated))
        : file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8)
            ? ("image/webp", (bytes, _) => Image.WebploadBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated))
        : null;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> JpegSignature => [0xFF, 0xD8, 0xFF];

    /// <summary>By the brands of HEIF's images.</summary>
    private static bool IsHeic(ReadOnlySpan<byte> file) =>
        file.Length >= 12 && file[4..8].SequenceEqual("ftyp"u8)
        && (file[8..12].StartsWith("hei"u8) || file[8..12].StartsWith("hev"u8) || file[8..12].SequenceEqual("mif1"u8) || file[8..12].SequenceEqual("msf1"u8));
}
