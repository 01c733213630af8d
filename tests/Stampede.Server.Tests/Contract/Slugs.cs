using Stampede.Server.Drops;

namespace Stampede.Server.Tests.Contract;

public sealed class Slugs
{
    [Theory]
    [InlineData("Air One", "air-one")]
    [InlineData("Café Racer", "cafe-racer")]
    [InlineData("Cafe\u0301 Racer", "cafe-racer")]
    [InlineData("Ürban", "urban")]
    [InlineData("Straße", "strasse")]
    [InlineData("Smørrebrød", "smorrebrod")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Æther & Œuvre", "aether-oeuvre")]
    [InlineData("Москва", "moskva")]
    [InlineData("Αθήνα", "athina")]
    [InlineData("Don't stop", "dont-stop")]
    [InlineData("  A -- B  ", "a-b")]
    [InlineData("№ 5 / ½", "no-5-1-2")]
    public void A_name_keeps_its_letters(string name, string slug) => Slug.Of(name).ShouldBe(slug);

    [Theory]
    [InlineData("東京")]
    [InlineData("서울")]
    [InlineData("القاهرة")]
    [InlineData("★★★")]
    [InlineData("🔥")]
    [InlineData("...")]
    [InlineData("0199b2f0-0000-7000-8000-000000000000")]
    public void Whatever_the_name_there_is_an_address(string name)
    {
        Slug.Of(name).ShouldMatch("^[a-z0-9]+(-[a-z0-9]+)*$");
        Guid.TryParse(Slug.Of(name), out _).ShouldBeFalse();
    }

    [Fact]
    public void The_longest_name_has_an_address_that_fits() => Slug.Of(new string('ß', 200)).Length.ShouldBeLessThanOrEqualTo(60);
}
