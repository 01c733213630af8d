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

    /// <summary>Receipts beside the file of <c>good-line-none</c>, of the same drop.</summary>
    private static readonly (string Name, string? Must, Func<ProofReceipt> Make)[] OfReceipts =
    [
        ("receipt-winner", null, Winner),
        ("receipt-loser", null, Loser),
        ("receipt-line-changed", "receipt_line_not_included", () => Winner() with { Lines = [.. Winner().Lines.Select(line => line with { Line = line.Line.Replace("2030-", "2031-", StringComparison.Ordinal) })] }),
        ("receipt-bad-line", "receipt_malformed", () => Winner() with { Lines = [.. Winner().Lines, new ReceiptLine("line", 0, "{}", [])] }),
        ("receipt-not-signed", "receipt_checkpoint_invalid", () => Winner() with { Checkpoints = [.. Winner().Checkpoints.Select(at => at with { Note = at.Note.Replace("shop.example/", "shop.exampl/", StringComparison.Ordinal) })] }),
        ("receipt-of-another", "receipt_not_own", () => Winner() with { Customer = new string('0', 32) }),
        ("receipt-of-another-drop", "receipt_foreign", () => Winner() with { Drop = Guid.Empty }),
        ("receipt-other-code", "receipt_sentence_wrong", () => Winner() with { Code = "excluded" }),
        ("receipt-other-code-of-the-line", "receipt_sentence_wrong", () => Loser() with { Code = Loser().Code == "not_reached" ? "passed_sizes" : "not_reached" }),
        ("receipt-other-place", "receipt_place_differs", () => Winner() with { Place = Winner().Place + 1 }),
        ("receipt-other-ticket", "receipt_ticket_differs", () => Winner() with { Ticket = new string('0', 64) }),
        ("receipt-of-another-history", "receipt_fork", () => Receipts.Of(Changed("adjusted", line => line["reason"] = "Other words"), Winner().Customer)),
        ("receipt-with-another-price", "receipt_not_in_file", () => Receipts.Of(Changed("purchased", line => line["price"]!["amountMinor"] = 1), Winner().Customer)),
    ];

    public static TheoryData<string> ReceiptNames => [.. OfReceipts.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(ReceiptNames))]
    public void A_frozen_receipt_is_judged_as_ever(string name)
    {
        var (receipt, expected) = (Path.Combine(Folder, $"{name}.json"), Path.Combine(Folder, $"{name}.expected.json"));
        var (_, must, make) = OfReceipts.Single(vector => vector.Name == name);
        if (Environment.GetEnvironmentVariable("STAMPEDE_WRITE_VECTORS") == "1")
        {
            File.WriteAllBytes(receipt, make().ToBytes());
            File.WriteAllText(expected, Told());
        }

        File.ReadAllBytes(receipt).ShouldBe(make().ToBytes());
        Told().ShouldBe(File.ReadAllText(expected));

        string Told()
        {
            const string file = "good-line-none";
            using var stream = File.OpenRead(Path.Combine(Folder, $"{file}.jsonl.gz"));
            var report = ProofReader.Verify(stream, [ProofReceipt.Parse(File.ReadAllBytes(receipt))]);
            if (must is not null)
                CodesOf(report).ShouldContain(must);
            return JsonSerializer.Serialize(new { file, good = report.IsGood, must, codes = CodesOf(report) }) + "\n";
        }
    }

    private static ProofReceipt Winner() => Receipts.Of(Changed(null, _ => { }), Receipts.Buyer(Changed(null, _ => { })));

    private static ProofReceipt Loser()
    {
        var drop = Changed(null, _ => { });
        return Receipts.Customers(drop).Select(customer => Receipts.Of(drop, customer)).First(receipt => receipt.Code is "not_reached" or "passed_sizes");
    }

    /// <param name="kind">Every movement of this kind that is changed.</param>
    private static ProofFileBuilder Changed(string? kind, Action<System.Text.Json.Nodes.JsonObject> change)
    {
        var drop = DropModel.Drawn(beacon: "none");
        drop.Ledger.Where(line => (string)line["kind"]! == kind).ToList().ForEach(change);
        return drop;
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
        codes = CodesOf(report),
    }) + "\n";

    private static IEnumerable<string> CodesOf(ProofReport report) => report.Findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal);

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Stampede.slnx")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "vectors", "proof");
    }
}
