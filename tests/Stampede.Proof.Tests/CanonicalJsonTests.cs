using System.Text;
using System.Text.Json;

namespace Stampede.Proof.Tests;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785 §3.2.2 and §3.2.4: the example and the very bytes of its canonical form.</summary>
    [Fact]
    public void The_example_of_the_standard()
    {
        const string example = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        var canonical = Canonical(example);
        canonical.ShouldBe("""{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""");
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(canonical)).ShouldStartWith("7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b333333333333333333");
    }

    /// <summary>RFC 8785 §3.2.3: names are sorted by their UTF-16 units.</summary>
    [Fact]
    public void Names_are_sorted_by_utf16_units()
    {
        const string example = """
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
            """;
        using var canonical = JsonDocument.Parse(Canonical(example));
        canonical.RootElement.EnumerateObject().Select(property => property.Value.GetString()).ShouldBe(
        [
            "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
        ]);
    }

    /// <summary>RFC 8785 appendix B.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_the_standard_lists_them(ulong bits, string text) =>
        CanonicalJson.Number(BitConverter.UInt64BitsToDouble(bits)).ShouldBe(text);

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":1e999}""")]
    [InlineData("""{"a":1""")]
    public void What_has_no_canonical_form_is_refused(string json) => Should.Throw<JsonException>(() => Canonical(json));

    [Fact]
    public void The_writer_writes_what_the_reader_makes_canonical()
    {
        var written = new CanonicalWriter().Field("at", new DateTimeOffset(2030, 1, 31, 10, 0, 0, TimeSpan.FromHours(2)).AddTicks(1_234_567))
            .Field("by", (string?)null).Nest("change", change => change.Field("limitPerCustomer", 3).Field("name", "Größe \u0001 \"42\""))
            .Field("id", Guid.Empty).NestEach("stock", [1, 2], (item, units) => item.Field("units", units)).Texts("tags", ["b", "a"]).Field("whole", true).ToBytes();
        Encoding.UTF8.GetString(written).ShouldStartWith("""{"at":"2030-01-31T08:00:00.123456Z","change":{"limit""");
        CanonicalJson.Of(written).ShouldBe(written);
    }

    [Fact]
    public void The_writer_refuses_a_field_at_the_wrong_place() =>
        Should.Throw<InvalidOperationException>(() => new CanonicalWriter().Field("b", 1).Field("a", 1));

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));
}
