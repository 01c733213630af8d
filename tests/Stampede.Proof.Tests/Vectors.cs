using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Stampede.Proof.Tests;

/// <summary>
/// Files that were written once, and what every verifier must find in them. Whoever writes a verifier runs it over these. A change of the
/// format needs a new name of the format: <c>STAMPEDE_WRITE_VECTORS=1</c> writes them anew.
/// </summary>
public sealed class Vectors
{
    private static readonly string Folder = FindFolder();

    private static readonly (string Name, string? Must, Func<string[]> Lines)[] All =
    [
        ("good-open", null, () => DropModel.Open().Lines()),
        ("good-line-drand", null, () => DropModel.Drawn().Lines()),
        ("good-line-declared", null, () => DropModel.Drawn(beacon: "declared").Lines()),
        ("good-line-none", null, () => DropModel.Drawn(beacon: "none").Lines()),
        ("good-line-of-before", null, () => DropModel.Drawn(beacon: "none", tellsTimes: false).Lines()),
        ("good-draw", null, () => DropModel.Drawn(beacon: "none", mode: "draw").Lines()),
        ("good-waitlist", null, () => DropModel.Waitlist().Lines()),
        .. Damages.All.Select(damage => (damage.Name, (string?)damage.Code, damage.Lines)),
    ];

    public static TheoryData<string> Names => [.. All.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frozen_file_is_judged_as_ever(string name)
    {
        var (file, expected) = (Path.Combine(Folder, $"{name}.jsonl.gz"), Path.Combine(Folder, $"{name}.expected.json"));
        if (Environment.GetEnvironmentVariable("STAMPEDE_WRITE_VECTORS") == "1")
            Write(name, file, expected);
        using var stream = File.OpenRead(file);
        var report = ProofReader.Verify(stream);
        Told(name, report).ShouldBe(File.ReadAllText(expected));
    }

    /// <summary>The format, down to each byte: what is written today is what was written then.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_frozen_file_is_written_as_ever(string name)
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(Folder, $"{name}.jsonl.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string.Concat(All.Single(vector => vector.Name == name).Lines()).ShouldBe(reader.ReadToEnd());
    }

    [Fact]
    public void Every_file_there_is_one_of_these() =>
        Directory.EnumerateFiles(Folder, "*.gz").Select(file => Path.GetFileName(file).Replace(".jsonl.gz", "", StringComparison.Ordinal)).Order()
            .ShouldBe(All.Select(vector => vector.Name).Order());

    private static void Write(string name, string file, string expected)
    {
        Directory.CreateDirectory(Folder);
        var packed = ProofFileBuilder.Pack(All.Single(vector => vector.Name == name).Lines());
        File.WriteAllBytes(file, packed);
        File.WriteAllText(expected, Told(name, ProofFileBuilder.Verify(packed)));
    }

    /// <summary>
    /// <c>must</c> is the finding that names the damage; <c>codes</c> are all that this verifier finds. How it words them is its own business.
    /// </summary>
    private static string Told(string name, ProofReport report) => JsonSerializer.Serialize(new
    {
        good = report.IsGood,
        must = All.Single(vector => vector.Name == name).Must,
        codes = report.Findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal),
    }) + "\n";

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Stampede.slnx")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "vectors", "proof");
    }
}
