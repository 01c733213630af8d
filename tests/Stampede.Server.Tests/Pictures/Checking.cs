using System.Text;
using Stampede.Server.Drops;

namespace Stampede.Server.Tests.Pictures;

public sealed class Checking
{
    private static readonly byte[] PrivateBytes = Encoding.ASCII.GetBytes(Sample.Private);

    public static TheoryData<string, string> Kinds { get; } = new()
    {
        { "png", "image/png" }, { "jpeg", "image/jpeg" },
        { "webp-lossy", "image/webp" }, { "webp-lossless", "image/webp" }, { "webp-extended", "image/webp" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_plain_picture_is_taken_as_it_is(string kind, string contentType)
    {
        var file = Of(kind, 2, 2);
        var good = PictureFormats.Check(file).ShouldBeOfType<PictureCheck.Good>();
        good.ContentType.ShouldBe(contentType);
        if (kind != "webp-extended") // Announces what has to go.
            good.Bytes.ShouldBe(file);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_of_too_many_pixels_is_refused_by_its_header(string kind, string contentType)
    {
        _ = contentType;
        var (most, tooMany) = (PictureFormats.SideMax, kind.StartsWith("webp-loss", StringComparison.Ordinal) ? 16_000 : 60_000);
        PictureFormats.Check(Of(kind, most, most)).ShouldBeOfType<PictureCheck.Good>();
        PictureFormats.Check(Of(kind, most + 1, 1)).ShouldBe(new PictureCheck.TooManyPixels(most + 1, 1));
        PictureFormats.Check(Of(kind, 1, most + 1)).ShouldBe(new PictureCheck.TooManyPixels(1, most + 1));
        PictureFormats.Check(Of(kind, tooMany, tooMany)).ShouldBe(new PictureCheck.TooManyPixels(tooMany, tooMany));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Half_a_picture_is_none(string kind, string contentType)
    {
        _ = contentType;
        var file = Of(kind, 2, 2);
        for (var length = 0; length < file.Length; length++)
            PictureFormats.Check(file.AsSpan(0, length)).ShouldBeOfType<PictureCheck.NotAPicture>($"{length} of {file.Length} bytes");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_comes_behind_the_picture_stays_behind(string kind, string contentType)
    {
        _ = contentType;
        byte[] file = [.. Of(kind, 2, 2), .. "<script>"u8, .. PrivateBytes];
        PictureFormats.Check(file).ShouldBeOfType<PictureCheck.Good>().Bytes.ShouldBe(PictureFormats.Check(Of(kind, 2, 2)).ShouldBeOfType<PictureCheck.Good>().Bytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_picture_harms_nobody(string kind, string contentType)
    {
        _ = contentType;
        var (file, random) = (Of(kind, 2, 2), new Random(kind.Length));
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = file.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (PictureFormats.Check(damaged.AsSpan(0, random.Next(damaged.Length + 1))) is PictureCheck.Good good)
                PictureFormats.Check(good.Bytes).ShouldBeOfType<PictureCheck.Good>().Bytes.ShouldBe(good.Bytes); // Nothing more to take out.
        }
    }

    [Fact]
    public void A_png_loses_its_texts_and_keeps_its_colours()
    {
        (string Type, byte[] Content)[] kept = [("gAMA", [0, 0, 0xB1, 0x8F]), ("tRNS", [0, 0])];
        var file = Sample.Png(2, 2, [
            ("tEXt", PrivateBytes), kept[0], ("zTXt", PrivateBytes), ("iTXt", PrivateBytes), ("eXIf", PrivateBytes), ("tIME", PrivateBytes), ("prIv", PrivateBytes), kept[1]]);
        PictureFormats.Check(file).ShouldBeOfType<PictureCheck.Good>().Bytes.ShouldBe(Sample.Png(2, 2, kept));
    }

    [Fact]
    public void A_png_that_needs_what_nobody_knows_is_refused() =>
        PictureFormats.Check(Sample.Png(2, 2, ("EViL", PrivateBytes))).ShouldBeOfType<PictureCheck.NotAPicture>();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_jpeg_loses_what_the_camera_wrote_and_does_not_fall_over(bool little)
    {
        var (jfif, profile, adobe) = (
            (byte[])[.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9], (byte[])[.. "ICC_PROFILE\0"u8, 1, 1, 7, 7], (byte[])[.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1]);
        var file = Sample.Jpeg(2, 2, [
            (0xE0, jfif), (0xE0, [.. "JFXX\0"u8, .. PrivateBytes]), (0xE1, Sample.Exif(6, little)), (0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. PrivateBytes]),
            (0xE2, profile), (0xE2, [.. "MPF\0"u8, .. PrivateBytes]), (0xED, PrivateBytes), (0xEE, adobe), (0xFE, PrivateBytes)]);
        var bytes = PictureFormats.Check(file).ShouldBeOfType<PictureCheck.Good>().Bytes;
        bytes.AsSpan().IndexOf(PrivateBytes).ShouldBe(-1);
        byte[] orientation = [.. "Exif\0\0MM\0"u8, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        bytes.ShouldBe(Sample.Jpeg(2, 2, [(0xE0, [.. jfif.AsSpan(0, 12), 0, 0]), (0xE1, orientation), (0xE2, profile), (0xEE, adobe)]));
    }

    [Fact]
    public void A_jpeg_that_stands_upright_has_no_exif() =>
        PictureFormats.Check(Sample.Jpeg(2, 2, (0xE1, Sample.Exif(1, little: true)))).ShouldBeOfType<PictureCheck.Good>().Bytes.ShouldBe(Sample.Jpeg());

    [Fact]
    public void A_gif_is_not_taken() => PictureFormats.Check(Sample.Gif()).ShouldBeOfType<PictureCheck.NotAPicture>();

    [Fact]
    public void A_webp_loses_its_metadata_and_no_longer_announces_it()
    {
        var bytes = PictureFormats.Check(Sample.WebpExtended(2, 2, ("EXIF", PrivateBytes), ("XMP ", PrivateBytes), ("priv", PrivateBytes))).ShouldBeOfType<PictureCheck.Good>().Bytes;
        byte[] plain = Sample.WebpExtended();
        plain[20] = 0x20; // The flags: a colour profile, and neither EXIF nor XMP.
        bytes.ShouldBe(plain);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>")]
    [InlineData("<?xml version=\"1.0\"?><svg/>")]
    [InlineData("<!doctype html><h1>not a picture</h1>")]
    [InlineData("GIF89a\u0001\0\u0001\0<script>alert(1)</script>")]
    [InlineData("RIFF\u0010\0\0\0WEBP<script>alert(1)</script>")]
    [InlineData("%PDF-1.7")]
    [InlineData("")]
    public void What_is_no_picture_is_refused_whatever_it_begins_with(string content) =>
        PictureFormats.Check(Encoding.UTF8.GetBytes(content)).ShouldBeOfType<PictureCheck.NotAPicture>();

    private static byte[] Of(string kind, int width, int height) => kind switch
    {
        "png" => Sample.Png(width, height),
        "jpeg" => Sample.Jpeg(width, height),
        "webp-lossy" => Sample.WebpLossy(width, height),
        "webp-lossless" => Sample.WebpLossless(width, height),
        "webp-extended" => Sample.WebpExtended(width, height),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
