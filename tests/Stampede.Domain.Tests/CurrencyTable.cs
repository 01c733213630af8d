namespace Stampede.Domain.Tests;

public sealed class CurrencyTable
{
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("HUF", 2)]
    [InlineData("IDR", 2)]
    [InlineData("COP", 2)]
    [InlineData("PKR", 2)]
    [InlineData("MGA", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("VND", 0)]
    [InlineData("CLP", 0)]
    [InlineData("XOF", 0)]
    [InlineData("IQD", 3)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("LYD", 3)]
    [InlineData("CLF", 4)]
    [InlineData("UYW", 4)]
    public void A_currency_has_the_decimals_of_ISO_4217(string code, int decimals)
    {
        Currencies.Contains(code).ShouldBeTrue();
        Currencies.DecimalsOf(code).ShouldBe(decimals);
    }

    [Theory]
    [InlineData("ABC")]
    [InlineData("XXX")]
    [InlineData("XTS")]
    [InlineData("XAU")]
    [InlineData("XDR")]
    [InlineData("USN")]
    [InlineData("CHE")]
    [InlineData("MXV")]
    [InlineData("DEM")]
    [InlineData("usd")]
    [InlineData("")]
    [InlineData("USD ")]
    public void What_nobody_pays_with_is_not_in_it(string code) => Currencies.Contains(code).ShouldBeFalse();

    [Fact]
    public void The_table_is_whole() => Currencies.All.Count.ShouldBe(157);
}
