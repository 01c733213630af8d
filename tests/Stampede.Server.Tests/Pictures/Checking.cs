using System.Globalization;
using System.Text;
using NetVips;
using Stampede.Postgres.Operations;
using Stampede.Server.Drops;

namespace Stampede.Server.Tests.Pictures;

public sealed class Checking
{
    private static readonly byte[] PrivateBytes = Encoding.ASCII.GetBytes(Sample.Private);

    /// <summary>STAMPEDE_PICTURES_DAMAGED: how many damaged pictures of each kind.</summary>
    private static readonly int Damaged = int.Parse(Environment.GetEnvironmentVariable("STAMPEDE_PICTURES_DAMAGED") ?? "300", CultureInfo.InvariantCulture);

    public static TheoryData<string, string> Kinds { get; } = new() { { "png", "image/png" }, { "jpeg", "image/jpeg" }, { "webp-lossy", "image/webp" }, { "webp-lossless", "image/webp" } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_plain_picture_is_taken(string kind, string contentType)
    {
        var made = Made(Of(kind, 3, 2));
        (made.ContentType, made.Width, made.Height).ShouldBe((contentType, 3, 2));
        made.Sizes.Select(size => size.Width).ShouldBe([3]);
        using var shown = Image.NewFromBuffer(made.Bytes);
        (shown.Width, shown.Height).ShouldBe((3, 2));
    }

    [Fact]
    public void A_photo_is_there_in_the_widths_that_screens_ask_for_and_is_never_made_larger()
    {
        using var photo = Sample.Noise(2_000, 1_000);
        var made = Made(photo.PngsaveBuffer());
        (made.ContentType, made.Width, made.Height).ShouldBe(("image/jpeg", 1_600, 800)); // As a PNG it would be megabytes.
        made.Sizes.Select(size => size.Width).ShouldBe([160, 480, 960, 1_600]);
        foreach (var size in made.Sizes)
        {
            using var shown = Image.WebploadBuffer(size.Bytes);
            (shown.Width, shown.Height).ShouldBe((size.Width, size.Width / 2));
        }

        made.Sizes.Select(size => size.Bytes.Length).ShouldBeInOrder();
    }

    [Fact]
    public void A_jpeg_that_is_decoded_at_a_part_of_its_size_comes_out_in_the_same_size()
    {
        using var photo = Image.Black(7_000, 3_500);
        var made = Made(photo.JpegsaveBuffer());
        (made.Width, made.Height).ShouldBe((1_600, 800));
    }

    [Fact]
    public void What_is_transparent_stays_transparent()
    {
        using var black = Image.Black(200, 100, 3);
        using var clear = black.Bandjoin(0).Copy(interpretation: Enums.Interpretation.Srgb);
        foreach (var file in new[] { clear.PngsaveBuffer(), clear.WebpsaveBuffer(lossless: true) })
        {
            var made = Made(file);
            foreach (var bytes in made.Sizes.Select(size => size.Bytes).Append(made.Bytes))
            {
                using var shown = Image.NewFromBuffer(bytes);
                shown.HasAlpha().ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Inks_of_a_press_become_the_colours_of_a_screen()
    {
        using var white = Image.Black(20, 20, 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var inks = white.Colourspace(Enums.Interpretation.Cmyk);
        using var shown = Image.NewFromBuffer(Made(inks.JpegsaveBuffer()).Bytes);
        (shown.Bands, shown.Interpretation).ShouldBe((3, Enums.Interpretation.Srgb));
    }

    [Fact]
    public void A_picture_of_too_many_pixels_is_refused_by_its_header()
    {
        var most = PictureDecoding.SideMax;
        Made(Sample.Png(most, 1)).Width.ShouldBe(1_600);
        foreach (var claim in new Func<int, int, byte[]>[] { (w, h) => Sample.Png(w, h), Sample.JpegThatClaims, Sample.WebpThatClaims })
        {
            Decode(claim(most + 1, 1)).ShouldBe(new PictureCheck.TooManyPixels(most + 1, 1));
            Decode(claim(1, most + 1)).ShouldBe(new PictureCheck.TooManyPixels(1, most + 1));
            Decode(claim(most, most)).ShouldBe(new PictureCheck.TooManyPixels(most, most), "more than 40 million in all");
            Decode(claim(16_000, 16_000)).ShouldBe(new PictureCheck.TooManyPixels(16_000, 16_000));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Half_a_picture_is_none(string kind, string contentType)
    {
        _ = contentType;
        var file = Of(kind, 64, 64);
        // The last chunk of a PNG has nothing of the picture.
        for (var length = 0; length < file.Length - (kind == "png" ? 12 : 0); length++)
            Decode(file[..length]).ShouldBeOfType<PictureCheck.NotAPicture>($"{length} of {file.Length} bytes");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_comes_behind_the_picture_stays_behind(string kind, string contentType)
    {
        _ = contentType;
        var made = Made([.. Of(kind, 2, 2), .. "<script>"u8, .. PrivateBytes]);
        made.Bytes.ShouldBe(Made(Of(kind, 2, 2)).Bytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_picture_harms_nobody(string kind, string contentType)
    {
        _ = contentType;
        var (file, random) = (Of(kind, 16, 16), new Random(kind.Length));
        for (var round = 0; round < Damaged; round++)
        {
            var damaged = file.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (Decode(damaged[..random.Next(damaged.Length + 1)]) is PictureCheck.Good good)
                Decode(good.Picture.Bytes).ShouldBeOfType<PictureCheck.Good>();
        }
    }

    [Fact]
    public void A_png_loses_its_texts()
    {
        var file = Sample.Png(2, 2, [("tEXt", [.. "Comment\0"u8, .. PrivateBytes]), ("eXIf", Sample.Exif(1, little: true)[6..]), ("tIME", [7, 0xE9, 1, 1, 1, 1, 1]), ("prIv", PrivateBytes)]);
        ShouldTellNothing(Made(file));
    }

    [Fact]
    public void A_png_that_needs_what_nobody_knows_is_refused() => Decode(Sample.Png(2, 2, ("EViL", PrivateBytes))).ShouldBeOfType<PictureCheck.NotAPicture>();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_jpeg_loses_what_the_camera_wrote_and_stands_upright(bool little)
    {
        var file = Sample.Jpeg(40, 20, [
            (0xE1, Sample.Exif(6, little)), (0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. PrivateBytes]), (0xE2, [.. "MPF\0"u8, .. PrivateBytes]), (0xED, PrivateBytes), (0xFE, PrivateBytes)]);
        var made = Made(file);
        ShouldTellNothing(made);
        (made.Width, made.Height).ShouldBe((20, 40));
        foreach (var bytes in made.Sizes.Select(size => size.Bytes).Append(made.Bytes))
        {
            // Turned to the right: what was on the left is on top.
            using var shown = Image.NewFromBuffer(bytes);
            (shown.Getpoint(10, 5)[0], shown.Getpoint(10, 35)[0]).ShouldSatisfyAllConditions(top => top.Item1.ShouldBeGreaterThan(200), top => top.Item2.ShouldBeLessThan(50));
            shown.Contains("orientation").ShouldBeFalse();
        }
    }

    [Fact]
    public void A_gif_is_not_taken() => Decode(Sample.Gif()).ShouldBeOfType<PictureCheck.NotAPicture>();

    [Fact]
    public void A_photo_of_an_iphone_is_known_for_what_it_is() => Decode(Sample.Heic()).ShouldBeOfType<PictureCheck.Heic>();

    [Fact]
    public void A_picture_that_takes_too_long_is_given_up() =>
        Should.Throw<OperationCanceledException>(() => PictureDecoding.Decode(Sample.Jpeg(500, 500), new CancellationToken(canceled: true)));

    [Fact]
    public void The_whole_picture_is_seen_in_its_icon()
    {
        using var icon = Image.PngloadBuffer(PictureDecoding.ToIcon(Sample.Jpeg(400, 100), 64));
        (icon.Width, icon.Height, icon.Bands).ShouldBe((64, 64, 4));
        (icon.Getpoint(5, 32)[0], icon.Getpoint(5, 32)[3], icon.Getpoint(60, 32)[0], icon.Getpoint(32, 2)[3])
            .ShouldSatisfyAllConditions(at => at.Item1.ShouldBeGreaterThan(200), at => at.Item2.ShouldBe(255), at => at.Item3.ShouldBeLessThan(50), at => at.Item4.ShouldBe(0));
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
        Decode(Encoding.UTF8.GetBytes(content)).ShouldBeOfType<PictureCheck.NotAPicture>();

    private static PictureCheck Decode(byte[] file) => PictureDecoding.Decode(file, TestContext.Current.CancellationToken);

    private static NewPicture Made(byte[] file) => Decode(file).ShouldBeOfType<PictureCheck.Good>().Picture;

    private static void ShouldTellNothing(NewPicture made)
    {
        foreach (var bytes in made.Sizes.Select(size => size.Bytes).Append(made.Bytes))
            bytes.AsSpan().IndexOf(PrivateBytes).ShouldBe(-1);
    }

    private static byte[] Of(string kind, int width, int height) => kind switch
    {
        "png" => Sample.Png(width, height),
        "jpeg" => Sample.Jpeg(width, height),
        "webp-lossy" => Sample.Webp(width, height),
        "webp-lossless" => Sample.Webp(width, height, lossless: true),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
