using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NetVips;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Pictures;

public sealed class Uploading(SharedShop shared) : IClassFixture<SharedShop>
{
    private const int Mega = 1024 * 1024;

    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task An_uploaded_picture_is_served_as_a_picture_and_nothing_else()
    {
        var file = Sample.Png(3, 2);
        var uploaded = await UploadAsync(shop, file, "shoe.svg", "image/svg+xml"); // Neither the name nor the type that is claimed plays a part.
        uploaded.Status.ShouldBe(HttpStatusCode.Created, uploaded.Body);
        var imageUrl = uploaded.Text("imageUrl");
        uploaded.Header("Location").ShouldBe(imageUrl);

        using var answer = await GetAsync(shop, imageUrl);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var shown = Image.PngloadBuffer(await answer.Content.ReadAsByteArrayAsync()))
            (shown.Width, shown.Height).ShouldBe((3, 2));
        answer.Content.Headers.ContentType!.ToString().ShouldBe("image/png");
        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "Content-Security-Policy").ShouldBe("default-src 'none'; sandbox");
        Header(answer, "Cache-Control").ShouldBe("public, max-age=31536000, immutable");

        using var again = await GetAsync(shop, imageUrl, answer.Headers.ETag.ShouldNotBeNull());
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();

        var drop = await shop.CreateDropAsync(new { imageUrl });
        (await drop.ReadAsync()).Text("imageUrl").ShouldBe(imageUrl);
    }

    [Fact]
    public async Task A_photo_is_served_in_several_widths_for_ever()
    {
        using var photo = Sample.Noise(1_000, 500);
        var uploaded = await UploadAsync(shop, photo.JpegsaveBuffer());
        (uploaded.Json.Number("width"), uploaded.Json.Number("height")).ShouldBe((1_000, 500));
        var source = uploaded.Json["sources"]!.AsArray().ShouldHaveSingleItem()!;
        source.Text("type").ShouldBe("image/webp");
        var imageUrl = uploaded.Text("imageUrl");
        source.Text("srcset").ShouldBe($"{imageUrl}/160.webp 160w, {imageUrl}/480.webp 480w, {imageUrl}/960.webp 960w, {imageUrl}/1000.webp 1000w");
        foreach (var width in new[] { 160, 480, 960, 1_000 })
        {
            using var answer = await GetAsync(shop, $"{imageUrl}/{width}.webp");
            answer.Content.Headers.ContentType!.ToString().ShouldBe("image/webp");
            Header(answer, "Content-Security-Policy").ShouldBe("default-src 'none'; sandbox");
            Header(answer, "Cache-Control").ShouldBe("public, max-age=31536000, immutable");
            using var shown = Image.WebploadBuffer(await answer.Content.ReadAsByteArrayAsync());
            (shown.Width, shown.Height).ShouldBe((width, width / 2));
            using var again = await GetAsync(shop, $"{imageUrl}/{width}.webp", answer.Headers.ETag.ShouldNotBeNull());
            again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        }

        foreach (var file in new[] { "161.webp", "0160.webp", "160.jpg", "160", ".webp", "-160.webp", "99999999999.webp", "160.webp.webp" })
            (await shop.Anybody.GetAsync($"{imageUrl}/{file}")).ShouldBe(404, "not_found");
    }

    [Fact]
    public async Task Any_node_serves_it_and_the_same_picture_is_kept_once()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var first = await HostedShop.StartAsync(database.ConnectionString);
        await using var second = await HostedShop.StartAsync(database.ConnectionString);
        var uploads = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => UploadAsync((i % 2 == 0 ? first : second).Shop, Sample.Jpeg())));
        var imageUrl = uploads.Select(upload => upload.Text("imageUrl")).Distinct().ShouldHaveSingleItem();
        foreach (var hosted in (HostedShop[])[first, second])
        {
            using var answer = await GetAsync(hosted.Shop, imageUrl);
            using var shown = Image.JpegloadBuffer(await answer.Content.ReadAsByteArrayAsync());
            (shown.Width, shown.Height).ShouldBe((2, 2));
        }
    }

    [Fact]
    public async Task Where_a_picture_was_taken_does_not_get_out()
    {
        var uploaded = await UploadAsync(shop, Sample.Jpeg(2, 2, (0xE1, Sample.Exif(3, little: true))));
        using var answer = await GetAsync(shop, uploaded.Text("imageUrl"));
        (await answer.Content.ReadAsByteArrayAsync()).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Sample.Private)).ShouldBe(-1);
    }

    [Fact]
    public async Task A_picture_of_just_five_megabytes_is_taken_and_one_byte_more_is_not()
    {
        var file = Sample.Png(2, 2, ("pHYs", []));
        var filler = 5 * Mega - file.Length;
        (await UploadAsync(shop, Sample.Png(2, 2, ("pHYs", new byte[filler])))).Status.ShouldBe(HttpStatusCode.Created);
        (await UploadAsync(shop, Sample.Png(2, 2, ("pHYs", new byte[filler + 1])))).ShouldBe(413, "picture_too_large");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(15)]
    public async Task A_picture_that_is_too_large_is_refused_and_its_sender_hears_of_it(int megabytes) =>
        (await UploadAsync(shop, new byte[megabytes * Mega])).ShouldBe(413, "picture_too_large");

    [Fact]
    public async Task Other_addresses_still_take_small_bodies_only() =>
        (await shop.Operator.PostAsync("/api/v1/drops", new { name = new string('x', 200_000) })).ShouldBe(413, "payload_too_large");

    [Fact]
    public async Task A_picture_that_would_unfold_to_billions_of_pixels_is_refused_by_its_header() =>
        (await UploadAsync(shop, Sample.Png(60_000, 60_000))).ShouldBe(413, "picture_too_large")["detail"]!.GetValue<string>().ShouldContain("60000 by 60000");

    [Fact]
    public async Task What_could_run_is_no_picture()
    {
        (await UploadAsync(shop, "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray(), "a.png", "image/png")).ShouldBe(415, "picture_type");
        (await UploadAsync(shop, "<!doctype html><script>alert(1)</script>"u8.ToArray(), "a.gif", "image/gif")).ShouldBe(415, "picture_type");
        (await UploadAsync(shop, [])).ShouldBe(415, "picture_type");
    }

    [Fact]
    public async Task A_gif_is_told_which_kinds_are_taken()
    {
        var problem = (await UploadAsync(shop, Sample.Gif(), "a.gif", "image/gif")).ShouldBe(415, "picture_type");
        problem["detail"]!.GetValue<string>().ShouldContain("PNG, JPEG or WebP");
    }

    [Fact]
    public async Task A_photo_of_an_iphone_is_refused_with_what_to_do() =>
        (await UploadAsync(shop, Sample.Heic(), "IMG_1.HEIC", "image/heic")).ShouldBe(415, "picture_heic")["detail"]!.GetValue<string>().ShouldContain("Export the photo as JPEG");

    [Fact]
    public async Task Half_a_photo_is_refused()
    {
        var photo = Sample.Jpeg(300, 200);
        (await UploadAsync(shop, photo[..(photo.Length / 2)], "photo.jpg", "image/jpeg")).ShouldBe(415, "picture_type");
        (await UploadAsync(shop, Encoding.UTF8.GetBytes("Dear diary"), "photo.jpg", "image/jpeg")).ShouldBe(415, "picture_type");
        (await UploadAsync(shop, Sample.Png(9_000, 200))).ShouldBe(413, "picture_too_large")["detail"]!.GetValue<string>().ShouldContain("9000 by 200");
    }

    [Fact]
    public async Task A_form_without_a_picture_is_refused_by_field()
    {
        using var form = new MultipartFormDataContent { { new StringContent("no file"), "file" }, { new ByteArrayContent(Sample.Png()), "another", "a.png" } };
        (await SendAsync(shop, form)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["file"]);
    }

    [Theory]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ncut off")]
    [InlineData("no form at all")]
    [InlineData("--x\r\n\r\n\r\n--x--")]
    [InlineData("")]
    public async Task A_form_that_is_none_is_refused(string body)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        (await SendAsync(shop, content)).ShouldBe(400, "validation_failed");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("image/png")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    public async Task What_is_sent_in_another_way_is_refused(string contentType)
    {
        using var content = new ByteArrayContent(Sample.Png());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        (await SendAsync(shop, content)).ShouldBe(415, "unsupported_media_type");
    }

    [Theory]
    [InlineData("00000000-0000-4000-8000-000000000000")]
    [InlineData("not-an-id")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    public async Task A_picture_that_is_not_there_is_not_found(string id) =>
        (await shop.Anybody.GetAsync($"/pictures/uploaded/{id}")).ShouldBe(404, "not_found");

    [Fact]
    public async Task A_picture_has_one_address()
    {
        var imageUrl = (await UploadAsync(shop, Sample.Png())).Text("imageUrl");
        (await shop.Anybody.GetAsync(imageUrl.Replace("-", "", StringComparison.Ordinal))).ShouldBe(404, "not_found");
    }

    internal static async Task<Answer> UploadAsync(Shop shop, byte[] file, string name = "picture", string type = "application/octet-stream")
    {
        using var part = new ByteArrayContent(file);
        part.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var form = new MultipartFormDataContent { { part, "file", name } };
        return await SendAsync(shop, form);
    }

    private static Task<Answer> SendAsync(Shop shop, HttpContent content) => shop.Operator.SendAsync(HttpMethod.Post, "/api/v1/pictures", content);

    private static async Task<HttpResponseMessage> GetAsync(Shop shop, string path, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Site.Address, path));
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await shop.Site.Http.SendAsync(request);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).ShouldHaveSingleItem();
}
