using System.Text.RegularExpressions;

namespace Stampede.Domain.Tests;

public sealed partial class PurchaseNumbers
{
    private static readonly DropId Drop = new(new Guid("0199b2f0-0000-7000-8000-000000000001"));

    [Fact]
    public void No_two_purchases_of_a_drop_have_the_same_number() =>
        Enumerable.Range(1, 200_000).Select(version => PurchaseNumber.Of(Drop, version)).Distinct().Count().ShouldBe(200_000);

    [Theory]
    [InlineData(1)]
    [InlineData(12_345)]
    [InlineData((1L << 30) - 1)]
    public void A_number_can_be_read_out(long version) => Shape().IsMatch(PurchaseNumber.Of(Drop, version)).ShouldBeTrue();

    [Fact]
    public void A_number_never_changes()
    {
        PurchaseNumber.Of(Drop, 7).ShouldBe(PurchaseNumber.Of(Drop, 7));
        PurchaseNumber.Of(Drop, 7).ShouldNotBe(PurchaseNumber.Of(new DropId(Guid.Empty), 7));
        PurchaseNumber.Of(Drop, 7 + (1L << 30)).ShouldBe($"{PurchaseNumber.Of(Drop, 7)}-1");
    }

    [Fact]
    public void What_is_read_out_names_the_version_again()
    {
        foreach (var version in Enumerable.Range(1, 10_000).Select(n => (long)n).Concat([(1L << 30) - 1, 7 + (1L << 30), long.MaxValue]))
            PurchaseNumber.VersionOf(Drop, PurchaseNumber.Of(Drop, version)).ShouldBe(version);
        var number = PurchaseNumber.Of(Drop, 12_345);
        foreach (var heard in new[] { number.ToLowerInvariant(), number[3..], $" {number} ", number.Replace('0', 'O').Replace('1', 'l') })
            PurchaseNumber.VersionOf(Drop, heard).ShouldBe(12_345, heard);
        foreach (var none in new[] { "", "ST-", "ST-7F3K", "7F3K92", "ST-7F3U-92", "ST-7F3K-92-0", "ST-7F3K-92-1-1", "Alice Exam-pl", "ST-7F3K-92-99999999999999999999" })
            PurchaseNumber.IsNumber(none).ShouldBeFalse(none);
    }

    [GeneratedRegex("^ST-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}$")]
    private static partial Regex Shape();
}
