using System.Text;
using Stampede.Domain;
using Stampede.Postgres.Notices;

namespace Stampede.Postgres.Tests.Notices;

public sealed class NoticePayloads
{
    private static Notice Any(long from) => new(new DropId(Guid.CreateVersion7()), from, from + 1_000_000_000_000, from % 2 == 0);

    [Fact]
    public void However_many_there_are_they_arrive_as_they_were_in_payloads_that_postgresql_takes()
    {
        Notice[] notices = [.. Enumerable.Range(1, 2_000).Select(i => Any(i))];
        var payloads = Notice.ToPayloads("ab", notices);
        payloads.ShouldAllBe(payload => Encoding.UTF8.GetByteCount(payload) < 8_000);
        payloads.Count.ShouldBeLessThan(20);
        payloads.SelectMany(payload => Notice.FromPayload(payload, "cd")).ShouldBe(notices);
    }

    [Fact]
    public void A_node_does_not_hear_itself() =>
        Notice.FromPayload(Notice.ToPayloads("ab", [Any(1)]).Single(), "ab").ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("cd")]
    [InlineData("cd;")]
    [InlineData("cd;x,1,2;,,;AAAA,1,2;AAAAAAAAAAAAAAAAAAAAAA,1")]
    [InlineData("cd;AAAAAAAAAAAAAAAAAAAAAA,one,2")]
    public void What_is_not_understood_is_left_out(string payload) => Notice.FromPayload(payload, "ab").ShouldBeEmpty();

    [Fact]
    public void Merged_they_cover_both()
    {
        var first = Any(5) with { To = 7, HasHolds = false };
        first.With(first with { From = 8, To = 9, HasHolds = true }).ShouldBe(first with { From = 5, To = 9, HasHolds = true });
    }
}
