using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;

namespace Stampede.Server.Tests.Pictures;

/// <summary>What a drop is shown with: its pictures, and its size guide.</summary>
public sealed class Showing(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_drop_has_its_pictures_in_their_order_with_their_words_and_what_must_stay_in_view()
    {
        var (side, sole) = (await UploadAsync(600, 300), await UploadAsync(200, 400));
        var drop = await shop.CreateDropAsync(new
        {
            draft = true,
            pictures = new object[] { new { url = side, alt = "From the side", focalPoint = new { x = 0.25, y = 1 } }, new { url = sole } },
            sizeGuide = "EU | US | UK\n42 | 9 | 8",
        });
        foreach (var read in new[] { drop.Made, await drop.ReadAsync() })
        {
            read.Text("imageUrl").ShouldBe(side);
            read.Text("sizeGuide").ShouldBe("EU | US | UK\n42 | 9 | 8");
            var pictures = read["pictures"]!.AsArray();
            pictures.Select(picture => picture!.Text("url")).ShouldBe([side, sole]);
            (pictures[0]!.Text("alt"), pictures[1]!["alt"]).ShouldBe(("From the side", null));
            (pictures[0]!["focalPoint"]!.ToJsonString(), pictures[1]!["focalPoint"]!.ToJsonString()).ShouldBe(("""{"x":0.25,"y":1}""", """{"x":0.5,"y":0.5}"""));
            (pictures[1]!.Number("width"), pictures[1]!.Number("height")).ShouldBe((200, 400));
            pictures[0]!["sources"]![0]!.Text("srcset").ShouldBe($"{side}/160.webp 160w, {side}/480.webp 480w, {side}/600.webp 600w");
        }

        // What is not named stays.
        var renamed = (await shop.Operator.PatchAsync(drop.Path, new { name = "Another" })).ShouldBeOk().Json;
        (renamed["pictures"]!.AsArray().Count, renamed.Text("sizeGuide")).ShouldBe((2, "EU | US | UK\n42 | 9 | 8"));

        var turned = (await shop.Operator.PatchAsync(drop.Path, new { pictures = new object[] { new { url = sole, alt = "The sole" }, new { url = side } } })).ShouldBeOk().Json;
        (turned.Text("imageUrl"), turned["pictures"]![0]!.Text("alt"), turned["pictures"]![1]!["alt"]).ShouldBe((sole, "The sole", null));

        var bare = (await shop.Operator.PatchAsync(drop.Path, """{"pictures": [], "sizeGuide": null}""")).ShouldBeOk().Json;
        (bare["imageUrl"], bare["sizeGuide"], bare["pictures"]!.AsArray().Count).ShouldBe((null, null, 0));

        // Who changed it is in the books, though the pictures are not.
        var lines = (await shop.Operator.GetAsync($"{drop.Path}/movements")).ShouldBeOk().Json["items"]!.AsArray();
        lines.Select(line => string.Join(' ', line!["changes"]?.AsArray().Select(change => change!.Text("field")) ?? [])).ShouldBe(["", "name", "imageUrl pictures", "imageUrl pictures sizeGuide"]);
        (await shop.Operator.GetAsync($"{drop.Path}/verification")).ShouldBeOk().Json["consistent"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task The_imageUrl_alone_is_the_first_picture_and_leaves_the_others()
    {
        var (one, two, three) = (await UploadAsync(30, 20), await UploadAsync(31, 20), await UploadAsync(32, 20));
        var drop = await shop.CreateDropAsync(new { imageUrl = one });
        drop.Made["pictures"]![0]!.Number("width").ShouldBe(30);
        await ChangeAsync(new { pictures = new object[] { new { url = one }, new { url = two, alt = "Two" } } }, one, two);
        await ChangeAsync(new { imageUrl = three }, three, two);
        await ChangeAsync(new { imageUrl = two }, two, three);
        await ChangeAsync(new { imageUrl = "https://pictures.example/four.jpg" }, "https://pictures.example/four.jpg", three);
        await ChangeAsync(new JsonObject { ["imageUrl"] = null });

        async Task ChangeAsync(object change, params string[] urls)
        {
            var changed = (await shop.Operator.PatchAsync(drop.Path, change)).ShouldBeOk().Json;
            changed["pictures"]!.AsArray().Select(picture => picture!.Text("url")).ShouldBe(urls);
            changed["imageUrl"]?.GetValue<string>().ShouldBe(urls.FirstOrDefault());
            (await drop.ReadAsync())["pictures"]!.ToJsonString().ShouldBe(changed["pictures"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task What_is_wrong_with_a_picture_is_said_at_its_field()
    {
        var one = await UploadAsync(40, 20);
        var drop = await shop.CreateDropAsync();
        await RefuseAsync(new { pictures = new object[] { new { url = one }, new { url = one } } }, "pictures[1].url");
        await RefuseAsync(new { pictures = new object[] { new { url = "/pictures/uploaded/00000000-0000-4000-8000-000000000000" } } }, "pictures[0].url");
        await RefuseAsync(new { pictures = new object[] { new { url = "javascript:alert(1)" } } }, "pictures[0].url");
        await RefuseAsync(new { pictures = new object[] { new { alt = "nothing" } } }, "pictures[0].url");
        await RefuseAsync(new { pictures = new object?[] { null } }, "pictures[0].url");
        await RefuseAsync(new { pictures = new object[] { new { url = one, alt = new string('x', 301) } } }, "pictures[0].alt");
        await RefuseAsync(new { pictures = new object[] { new { url = one, focalPoint = new { x = 1.01 } } } }, "pictures[0].focalPoint.x", "pictures[0].focalPoint.y");
        await RefuseAsync(new { pictures = Enumerable.Range(0, 9).Select(i => new { url = $"/{i}.svg" }) }, "pictures");
        await RefuseAsync(new { pictures = Array.Empty<object>(), imageUrl = one }, "pictures");
        await RefuseAsync("""{"pictures": null}""", "pictures");
        await RefuseAsync(new { sizeGuide = new string('x', 4_001) }, "sizeGuide");
        await RefuseAsync(new { sizeGuide = "\u0007" }, "sizeGuide");
        (await drop.ReadAsync())["pictures"]!.AsArray().ShouldBeEmpty();

        async Task RefuseAsync(object change, params string[] fields)
        {
            var refused = change is string text ? await shop.Operator.PatchAsync(drop.Path, text) : await shop.Operator.PatchAsync(drop.Path, change);
            refused.ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(fields);
        }
    }

    [Fact]
    public async Task Eight_pictures_with_all_their_words_and_a_long_size_guide_fit()
    {
        var pictures = Enumerable.Range(0, 8).Select(i => new { url = $"https://pictures.example/{i}/{new string('p', 1_900)}", alt = new string('ü', 300) });
        var drop = await shop.CreateDropAsync(new { pictures, sizeGuide = new string('|', 4_000) });
        (await drop.ReadAsync())["pictures"]!.AsArray().Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_refused_change_leaves_the_pictures_alone()
    {
        var drop = await shop.CreateDropAsync(new { imageUrl = "/before.svg" });
        (await shop.Operator.PatchAsync(drop.Path, new { pictures = new[] { new { url = "/after.svg" } }, endsAt = "2001-01-01T00:00:00Z" })).Status.ShouldNotBe(System.Net.HttpStatusCode.OK);
        (await shop.Operator.PatchAsync(drop.Path, new { pictures = new[] { new { url = "/after.svg" } }, holdSeconds = 5 })).ShouldBe(409, "already_published");
        (await drop.ReadAsync())["pictures"]!.AsArray().ShouldHaveSingleItem()!.Text("url").ShouldBe("/before.svg");
    }

    [Fact]
    public async Task A_picture_from_before_there_were_sizes_is_shown_as_it_came()
    {
        var (id, file) = (Guid.NewGuid(), Sample.Jpeg(50, 50));
        await shared.Hosted.ExecuteAsync($"insert into picture (id, content_type, bytes, sha256) select '{id}', 'image/jpeg', f, sha256(f) from (select '\\x{Convert.ToHexString(file)}'::bytea as f)");
        var drop = await shop.CreateDropAsync(new { pictures = new[] { new { url = $"/pictures/uploaded/{id}" } } });
        var picture = drop.Made["pictures"]![0]!;
        (picture["width"], picture["sources"]!.AsArray().Count).ShouldBe((null, 0));
        (await shop.Site.Http.GetByteArrayAsync(new Uri(shop.Site.Address, picture.Text("url")), TestContext.Current.CancellationToken)).ShouldBe(file);
    }

    private async Task<string> UploadAsync(int width, int height)
    {
        using var image = Sample.Noise(width, height);
        return (await Uploading.UploadAsync(shop, image.JpegsaveBuffer())).Text("imageUrl");
    }
}
