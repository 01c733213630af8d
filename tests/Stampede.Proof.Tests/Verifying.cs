namespace Stampede.Proof.Tests;

/// <summary>What an honest shop writes is found good.</summary>
public sealed class Verifying
{
    [Theory]
    [InlineData("drand")]
    [InlineData("declared")]
    [InlineData("none")]
    public void A_line_that_was_drawn_and_served_in_turn(string beacon) => IsGood(DropModel.Drawn(beacon: beacon));

    [Fact]
    public void An_open_drop_that_is_paid_for() => IsGood(DropModel.Open());

    [Fact]
    public void A_waitlist_that_is_served_by_arrival() => IsGood(DropModel.Waitlist());

    /// <summary>Whatever people do.</summary>
    [Fact]
    public void Any_honest_drop()
    {
        for (var seed = 100; seed < 140; seed++)
        {
            IsGood(DropModel.Drawn(seed, entries: 8 + seed % 40));
            IsGood(DropModel.Drawn(seed, entries: 8 + seed % 40, mode: "draw"));
            IsGood(DropModel.Drawn(seed, tellsTimes: false));
            IsGood(DropModel.Open(seed));
            IsGood(DropModel.Waitlist(seed));
        }
    }

    private static void IsGood(ProofFileBuilder drop)
    {
        var report = ProofFileBuilder.Verify(ProofFileBuilder.Pack(drop.Lines()));
        report.Findings.ShouldBeEmpty();
        report.Checks.ShouldAllBe(check => check.IsGood);
    }

    [Theory]
    [InlineData("\"quantity\":1", "\"quantity\":5000000000")]
    [InlineData("\"holdSeconds\":60", "\"holdSeconds\":9007199254740991")]
    public void A_number_that_no_honest_file_has_is_a_finding_and_no_crash(string from, string to)
    {
        var lines = DropModel.Open().Lines();
        var at = Array.FindIndex(lines, line => line.Contains(from, StringComparison.Ordinal));
        lines[at] = lines[at].Replace(from, to, StringComparison.Ordinal);
        ProofFileBuilder.Verify(ProofFileBuilder.Pack(lines)).Findings.ShouldContain(finding => finding.Code == "line_malformed");
    }
}
