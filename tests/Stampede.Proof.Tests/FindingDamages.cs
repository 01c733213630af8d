namespace Stampede.Proof.Tests;

public sealed class FindingDamages
{
    public static TheoryData<string> Names => [.. Damages.All.Select(damage => damage.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_damage_is_named(string name)
    {
        var damage = Damages.All.Single(damage => damage.Name == name);
        var report = ProofFileBuilder.Verify(ProofFileBuilder.Pack(damage.Lines()));
        report.Findings.Select(finding => finding.Code).ShouldContain(damage.Code);
        report.Checks.ShouldContain(check => check.Check == ProofCodes.CheckOf[damage.Code] && !check.IsGood);
    }

    /// <summary>No code is there that no damage makes.</summary>
    [Fact]
    public void Every_code_has_its_damage() =>
        ProofCodes.CheckOf.Where(code => code.Value != ProofCheck.Receipt).Select(code => code.Key)
            .Except(Damages.All.Select(damage => damage.Code)).Order().ShouldBe(["file_unreadable", "log_not_covered", "size_differs"]);
}
