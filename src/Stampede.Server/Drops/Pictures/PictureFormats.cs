namespace Stampede.Server.Drops;

/// <summary>What an uploaded file turned out to be, by its content; its name and what the browser calls it play no part.</summary>
internal abstract record PictureCheck
{
    private PictureCheck()
    {
    }

    /// <param name="Bytes">Put together anew: only what shows the picture, in the file's own encoding.</param>
    public sealed record Good(string ContentType, byte[] Bytes) : PictureCheck;

    /// <summary>Another kind of file, or a picture that is damaged.</summary>
    public sealed record NotAPicture : PictureCheck;

    public sealed record TooManyPixels(long Width, long Height) : PictureCheck;
}

/// <summary>
/// The kinds of pictures that are taken. Their containers are taken apart and put together anew from known parts: what
/// is not needed to show the picture (where it was taken and with what, comments, a second file behind the first) stays
/// behind. The pixels stay compressed as they came, and are never decompressed here.
/// </summary>
internal static class PictureFormats
{
    public const int SideMax = 8_000;

    public static PictureCheck Check(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(PngFile.Signature))
            return PngFile.Check(file);
        if (file.StartsWith(JpegFile.Signature))
            return JpegFile.Check(file);
        return file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8)
            ? WebpFile.Check(file)
            : new PictureCheck.NotAPicture();
    }

    /// <returns>Null: the size is fine.</returns>
    public static PictureCheck? CheckSize(long width, long height) =>
        width < 1 || height < 1 ? new PictureCheck.NotAPicture()
        : width > SideMax || height > SideMax ? new PictureCheck.TooManyPixels(width, height)
        : null;
}
