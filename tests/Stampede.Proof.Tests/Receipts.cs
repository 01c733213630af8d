using System.Text;
using System.Text.Json.Nodes;

namespace Stampede.Proof.Tests;

public sealed class Receipts
{
    private static readonly ProofFileBuilder Drop = DropModel.Drawn();

    [Fact]
    public void Everybodys_receipt_is_good_by_itself_and_in_the_file()
    {
        var file = ProofFileBuilder.Pack(Drop.Lines());
        foreach (var customer in Customers(Drop))
        {
            var receipt = Of(Drop, customer);
            receipt.Place.ShouldBe(Drop.Places.TryGetValue(EntryOf(Drop, customer), out var place) ? place : null);
            ProofReceipt.Check(receipt.ToBytes()).ShouldBeEmpty();
            CanonicalJson.Of(receipt.ToBytes()).ShouldBe(receipt.ToBytes());
            var report = ProofFileBuilder.Verify(file, ProofReceipt.Parse(receipt.ToBytes()));
            report.Findings.ShouldBeEmpty();
            report.Checks.Single(check => check.Check == ProofCheck.Receipt).IsGood.ShouldBeTrue();
        }
    }

    [Fact]
    public void One_character_changed_is_named()
    {
        var receipt = Of(Drop, Buyer());
        var lines = receipt.Lines.ToArray();
        lines[0] = lines[0] with { Line = lines[0].Line.Replace("2030-", "2031-", StringComparison.Ordinal) };
        Codes(receipt with { Lines = lines }).ShouldContain("receipt_line_not_included");
        var checkpoint = receipt.Checkpoints[0];
        Codes(receipt with { Checkpoints = [checkpoint with { Note = checkpoint.Note.Replace("ledger\n", "ledger\n1", StringComparison.Ordinal) }, receipt.Checkpoints[1]] })
            .ShouldContain("receipt_checkpoint_invalid");
        Codes(receipt with { Code = "excluded" }).ShouldBe(["receipt_sentence_wrong"]);
        Codes(receipt with { Customer = new string('0', 32) }).ShouldContain("receipt_not_own");
        ProofReceipt.Check("{}"u8.ToArray()).ShouldHaveSingleItem().Code.ShouldBe("receipt_malformed");
    }

    /// <summary>A shop that tells somebody another place than the file shows to everybody.</summary>
    [Fact]
    public void What_a_receipt_says_of_the_line_is_what_the_file_says()
    {
        var receipt = Of(Drop, Buyer());
        Verified(DropModel.Drawn(), receipt with { Place = receipt.Place + 1 }).ShouldBe(["receipt_place_differs"]);
        Verified(DropModel.Drawn(), receipt with { Ticket = new string('0', 64) }).ShouldBe(["receipt_ticket_differs"]);
        // A file that was made before: what it does not know is no lie.
        var before = DropModel.Drawn();
        before.Ledger.RemoveRange(20, before.Ledger.Count - 20);
        Verified(before, receipt with { Place = receipt.Place + 1 }).ShouldNotContain("receipt_place_differs");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{")]
    public void A_line_that_cannot_be_read_is_named_beside_a_file_too(string line)
    {
        var receipt = Of(Drop, Buyer());
        var damaged = receipt with { Lines = [.. receipt.Lines, new ReceiptLine("line", 0, line, [])] };
        Codes(damaged).ShouldContain("receipt_malformed");
        Verified(DropModel.Drawn(), damaged).ShouldContain("receipt_malformed");
    }

    /// <summary>A shop that shows the public another ledger than its customer.</summary>
    [Fact]
    public void A_file_without_the_receipts_lines_is_named()
    {
        var other = DropModel.Drawn();
        other.Ledger.First(line => (string)line["kind"]! == "adjusted")["reason"] = "Other words";
        var receipt = Of(Drop, Buyer());
        Verified(other, receipt).ShouldBe(["receipt_fork"]);

        var shorter = DropModel.Drawn();
        shorter.Ledger.RemoveRange(20, shorter.Ledger.Count - 20);
        Verified(shorter, receipt).ShouldContain("receipt_not_in_file");

        Verified(DropModel.Drawn(), receipt with { Drop = Guid.Empty }).ShouldContain("receipt_foreign");
    }

    private static string Buyer() => Buyer(Drop);

    internal static string Buyer(ProofFileBuilder drop) =>
        (string)drop.Ledger.Last(line => (string)line["kind"]! == "purchased" && Customers(drop).Contains((string)line["customer"]!))["customer"]!;

    internal static IEnumerable<string> Customers(ProofFileBuilder drop) => drop.Log.Where(line => (string)line["kind"]! == "joined").Select(line => (string)line["customer"]!);

    private static string[] Codes(ProofReceipt receipt) => [.. ProofReceipt.Check(receipt.ToBytes()).Select(finding => finding.Code).Distinct()];

    private static string[] Verified(ProofFileBuilder drop, ProofReceipt receipt) =>
        [.. ProofFileBuilder.Verify(ProofFileBuilder.Pack(drop.Lines()), receipt).Findings.Select(finding => finding.Code).Distinct()];

    private static string EntryOf(ProofFileBuilder drop, string customer) => (string?)drop.Log.FirstOrDefault(line => (string?)line["customer"] == customer)?["entry"] ?? "";

    /// <summary>As an honest shop writes it at the end of the drop.</summary>
    internal static ProofReceipt Of(ProofFileBuilder drop, string customer)
    {
        var entry = EntryOf(drop, customer);
        var ledger = Lines("ledger", drop.Ledger, line => (string?)line["customer"] == customer);
        var log = Lines("line", drop.Log, line => (string)line["entry"]! == entry);
        var code = ProofReceipt.CodeOf(ledger.Select(line => line.Line), log.Select(line => line.Line)).ShouldNotBeNull();
        int? place = drop.Places.TryGetValue(entry, out var placed) ? placed : null;
        var reached = drop.Ledger.Where(line => (string)line["kind"]! == "offered").Max(line => (int)line["place"]!);
        var isDrawn = drop.Log.FindIndex(line => (string)line["entry"]! == entry) < (int)drop.Ledger.First(line => (string)line["kind"]! == "line_sealed")["size"]!;
        return new(
            ProofFileBuilder.Drop, "air-one", "Air One", ProofFileBuilder.Shop, customer, code != "waiting" || place is null ? code : reached < place ? "not_reached" : "passed_sizes", "In words.",
            [new(ProofFileBuilder.Shop, ProofFileBuilder.Key.Public, ProofFileBuilder.Begin, null)],
            [Signed("ledger", ProofNames.Ledger(ProofFileBuilder.Shop, ProofFileBuilder.Drop), drop.Ledger), Signed("line", ProofNames.Log(ProofFileBuilder.Shop, ProofFileBuilder.Drop), drop.Log)],
            [.. ledger, .. log])
        {
            Place = place,
            Ticket = isDrawn ? Convert.ToHexStringLower(LineOrder.Ticket(drop.Seed, entry)) : null,
        };
    }

    private static ReceiptCheckpoint Signed(string tree, string origin, List<JsonObject> lines) =>
        new(tree, new Checkpoint(origin, lines.Count, Root(lines, 0, lines.Count)).Sign(ProofFileBuilder.Key).ToString());

    private static ReceiptLine[] Lines(string tree, List<JsonObject> all, Func<JsonObject, bool> isOwn) =>
    [
        .. from line in all.Index() where isOwn(line.Item)
           select new ReceiptLine(
               tree, line.Index, Encoding.UTF8.GetString(ProofFileBuilder.Canonical(line.Item)), Merkle.InclusionPath(line.Index, all.Count, (begin, end) => Root(all, begin, end))),
    ];

    private static byte[] Root(List<JsonObject> lines, long begin, long end) =>
        Merkle.Root([.. lines.Skip((int)begin).Take((int)(end - begin)).Select(line => Merkle.Leaf(ProofFileBuilder.Canonical(line)))]);
}
