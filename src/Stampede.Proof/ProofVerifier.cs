using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Stampede.Proof;

/// <summary>
/// Verifies a proof file, line by line. Knows nothing of the server's own fold: it is a second opinion. What it keeps in memory grows with
/// the stock, the reservations' ids and the entries of the line, not with the text.
/// </summary>
public sealed class ProofVerifier : IDisposable
{
    /// <summary>A drop with all of its variants and texts in one line.</summary>
    public const int LineBytesMax = 4_000_000;

    private readonly ProofFindings findings = new();
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TreeCheck ledgerTree;
    private readonly TreeCheck logTree;
    private readonly LineCheck line;
    private readonly LedgerCheck ledger;

    private readonly IReadOnlyList<ProofReceipt> receipts;
    private readonly List<Dictionary<string, Checkpoint>> receiptRoots = [];

    private ProofHeader? header;
    private Section section = Section.Header;
    private long checkpoints;
    private bool isBroken;

    /// <param name="receipts">Of the same drop: whether the file has their lines, too.</param>
    public ProofVerifier(IReadOnlyList<ProofReceipt>? receipts = null)
    {
        this.receipts = receipts ?? [];
        (ledgerTree, logTree) = (new("ledger", findings), new("line", findings));
        foreach (var receipt in this.receipts)
        {
            var roots = receipt.Check(findings);
            receiptRoots.Add(roots);
            ledgerTree.Expect(receipt, roots);
            logTree.Expect(receipt, roots);
        }

        line = new(findings, logTree);
        ledger = new(findings, line);
    }

    private enum Section
    {
        Header,
        Lines,
        Summary,
        Signed,
    }

    /// <param name="bytes">Without the line end.</param>
    public void Read(ReadOnlyMemory<byte> bytes)
    {
        findings.Line++;
        if (isBroken)
            return;
        try
        {
            using var document = CanonicalJson.Parse(bytes);
            if (!CanonicalJson.Of(document.RootElement).AsSpan().SequenceEqual(bytes.Span))
                findings.Add("line_not_canonical", "The line is not in its canonical form.");
            Read(bytes, new LineFields(document.RootElement), document.RootElement);
        }
        catch (JsonException wrong)
        {
            findings.Add("line_not_json", wrong.Message);
        }
        // A number, or a time, that no honest file has.
        catch (Exception wrong) when (wrong is InvalidDataException or OverflowException or ArgumentOutOfRangeException)
        {
            findings.Add(section == Section.Header ? "header_missing" : "line_malformed", wrong.Message);
        }

        if (header is null)
        {
            // Without keys and a drop nothing that follows can be judged.
            if (!findings.Has(ProofCheck.File))
                findings.Add("header_missing", "The first line is no header.");
            isBroken = true;
        }

        hash.AppendData(bytes.Span);
        hash.AppendData("\n"u8);
    }

    /// <summary>The file ended in the middle of a line, or could not be unpacked.</summary>
    public void Unreadable(string why)
    {
        findings.Line++;
        findings.Add("file_unreadable", why);
        isBroken = true;
    }

    /// <summary>Once, after the last line.</summary>
    public ProofReport Finish()
    {
        findings.Line = 0;
        if (section != Section.Signed && !isBroken)
            findings.Add("file_truncated", "The file ends before its signature.");
        if (header is not null && !isBroken)
        {
            ledgerTree.Finish(header.LedgerSize, "ledger_not_covered");
            logTree.Finish(header.LogSize, "log_not_covered");
            line.Finish();
            ledgerTree.FinishReceipts();
            logTree.FinishReceipts();
            foreach (var (receipt, roots) in receipts.Zip(receiptRoots))
            {
                // A file that was made before the receipt does not know all that it tells.
                if (receipt.Drop == header.Drop && roots.All(root => root.Value.Size <= (root.Key == "line" ? logTree.Size : ledgerTree.Size)))
                    receipt.Check(line, roots);
            }

            if (ledgerTree.Size != header.LedgerSize || logTree.Size != header.LogSize)
                findings.Add("size_differs", $"The header says {header.LedgerSize} movements and {header.LogSize} lines of the log; the file has {ledgerTree.Size} and {logTree.Size}.");
        }

        return new(header, findings.All, Results(), line.NotProven());
    }

    public void Dispose() => hash.Dispose();

    private void Read(ReadOnlyMemory<byte> bytes, LineFields fields, JsonElement element)
    {
        if (section == Section.Header)
        {
            header = ProofWriter.Read(element);
            section = Section.Lines;
            ledger.Drop = line.Drop = header.Drop;
            if (receipts.Any(receipt => receipt.Drop != header.Drop))
                findings.Add("receipt_foreign", "The receipt is of another drop.");
            return;
        }

        if (section == Section.Signed)
        {
            findings.Add("file_continues", "There are lines after the signature.");
            return;
        }

        if (fields.TextIfAny("type") is { } type)
        {
            ReadSpecial(type, fields);
        }
        else if (section == Section.Lines && fields.Has("version"))
        {
            // The line's log stands before the ledger: what the ledger says of it can then be judged at once.
            ledgerTree.Append(bytes.Span);
            ledger.Read(fields);
        }
        else if (section == Section.Lines && fields.Has("index") && ledgerTree.Size == 0)
        {
            logTree.Append(bytes.Span);
            line.ReadLog(fields);
        }
        else
        {
            findings.Add("line_unexpected", "The line does not belong here.");
        }
    }

    private void ReadSpecial(string type, LineFields fields)
    {
        switch (type, section)
        {
            case ("checkpoint", Section.Lines):
                checkpoints++;
                var (tree, origin) = fields.Text("tree") switch
                {
                    "ledger" => (ledgerTree, (Func<string, Guid, string>)ProofNames.Ledger),
                    "line" => (logTree, ProofNames.Log),
                    _ => throw new InvalidDataException("Its tree is not as it should be."),
                };
                tree.Check(fields.Text("note"), fields.Time("at"), header!, origin);
                break;
            case ("summary", Section.Lines):
                section = Section.Summary;
                if (fields.Whole("checkpoints") != checkpoints || fields.Whole("ledgerSize") != ledgerTree.Size || fields.Whole("logSize") != logTree.Size)
                    findings.Add("summary_differs", $"The file has {ledgerTree.Size} movements, {logTree.Size} lines of the log and {checkpoints} checkpoints; its summary says otherwise.");
                break;
            case ("signature", Section.Summary):
                section = Section.Signed;
                CheckSignature(fields.Text("note"));
                break;
            default:
                findings.Add("line_unexpected", "The line does not belong here.");
                break;
        }
    }

    private void CheckSignature(string text)
    {
        var expected = $"{ProofNames.File(header!.Shop, header.Drop)}\nsha256 {Convert.ToHexStringLower(hash.GetCurrentHash())}\n";
        if (SignedNote.Parse(text) is not { } note || note.FindSigner(header.Keys.Where(key => key.Shop == header.Shop).Select(key => key.Public)) is null)
            findings.Add("file_signature_invalid", "The file's last line is not signed by a key of the shop.");
        else if (note.Text != expected)
            findings.Add("file_signature_invalid", "What was signed is not this file: it was changed afterwards.");
    }

    private List<ProofCheckResult> Results()
    {
        (ProofCheck, string)[] told =
        [
            (ProofCheck.File, Told($"{findings.Line + ledgerTree.Size + logTree.Size + checkpoints + (header is null ? 0 : 1) + (section >= Section.Summary ? 1 : 0) + (section == Section.Signed ? 1 : 0)} lines, whole, canonical and signed")),
            (ProofCheck.Trees, Told($"{checkpoints} checkpoints, each signed, and each root recomputed from the lines before it")),
            (ProofCheck.Ledger, Told($"{ledgerTree.Size} movements without a gap, and times never fall")),
            (ProofCheck.Stock, ledger.ToldStock()),
            (ProofCheck.Holds, ledger.ToldHolds()),
            (ProofCheck.Limits, ledger.ToldLimits()),
            .. receipts.Count > 0 ? [(ProofCheck.Receipt, Told($"{receipts.Sum(receipt => receipt.Lines.Count)} lines of a receipt, each in the shop's tree and in this file"))] : Array.Empty<(ProofCheck, string)>(),
            .. line.IsThere ? [(ProofCheck.Draw, line.ToldDraw()), (ProofCheck.Line, line.ToldLine())] : Array.Empty<(ProofCheck, string)>(),
        ];
        return [.. told.Select(check => new ProofCheckResult(check.Item1, !isBroken && !findings.Has(check.Item1), check.Item2))];
    }

    internal static string Told(DefaultInterpolatedStringHandler text) => text.ToStringAndClear();
}

/// <summary>One of the two trees: what is appended, and what the shop signed of it.</summary>
internal sealed class TreeCheck(string name, ProofFindings findings)
{
    private readonly CompactRange range = new();
    private readonly Dictionary<long, byte[]> expectedLeaves = [];
    private readonly Dictionary<long, byte[]> expectedRoots = [];
    private long covered;
    private DateTimeOffset coveredAt;

    public long Size => range.Size;

    /// <summary>Of the line's log alone, so that its root at the seal can be told.</summary>
    public List<byte[]> Leaves { get; } = [];

    public void Append(ReadOnlySpan<byte> line)
    {
        var leaf = Merkle.Leaf(line);
        if (expectedLeaves.Remove(range.Size, out var expected) && !expected.AsSpan().SequenceEqual(leaf))
            findings.Add("receipt_not_in_file", $"The receipt has another line {range.Size} of the {name} than the file.");
        range.Append(leaf);
        if (name == "line")
            Leaves.Add(leaf);
        if (expectedRoots.Remove(range.Size, out var root) && !root.AsSpan().SequenceEqual(range.Root()))
            findings.Add("receipt_fork", $"The shop has signed two different {name}s of size {range.Size}: the receipt's and the file's.");
    }

    public void Expect(ProofReceipt receipt, Dictionary<string, Checkpoint> roots)
    {
        foreach (var line in receipt.Lines.Where(line => line.Tree == name))
            expectedLeaves[line.Index] = Merkle.Leaf(System.Text.Encoding.UTF8.GetBytes(line.Line));
        if (roots.TryGetValue(name, out var checkpoint))
            expectedRoots[checkpoint.Size] = checkpoint.Root;
    }

    public void FinishReceipts()
    {
        foreach (var index in expectedLeaves.Keys)
            findings.Add("receipt_not_in_file", $"The file ends before line {index} of the {name}: it was made before the receipt.");
    }

    public void Check(string text, DateTimeOffset at, ProofHeader header, Func<string, Guid, string> originOf)
    {
        if (SignedNote.Parse(text) is not { } note || Checkpoint.Of(note) is not { } checkpoint)
        {
            findings.Add("checkpoint_malformed", "It is no checkpoint.");
            return;
        }

        var keys = header.Keys.Where(key => originOf(key.Shop, header.Drop) == checkpoint.Origin).ToList();
        if (keys.Count == 0)
            findings.Add("checkpoint_foreign", $"The checkpoint is of {checkpoint.Origin}, not of this drop's {name}.");
        else if (note.FindSigner(keys.Select(key => key.Public)) is { } signer)
            CheckKey(keys.First(key => key.Public == signer), at);
        else if (note.Claims(keys.Select(key => key.Public)))
            findings.Add("checkpoint_signature_invalid", $"The signature of the checkpoint of size {checkpoint.Size} is wrong.");
        else
            findings.Add("checkpoint_unsigned", $"No key of the shop has signed the checkpoint of size {checkpoint.Size}.");

        if (checkpoint.Size != Size || checkpoint.Size < covered || at < coveredAt)
            findings.Add("checkpoint_misplaced", $"The checkpoint is of size {checkpoint.Size}, and stands after line {Size} of the {name}.");
        else if (!checkpoint.Root.AsSpan().SequenceEqual(range.Root()))
            findings.Add($"{(name == "line" ? "log" : name)}_root_differs", $"The shop signed another {name} of size {checkpoint.Size} than this one.");
        (covered, coveredAt) = (Math.Max(covered, checkpoint.Size), at);
    }

    public void Finish(long wanted, string code)
    {
        if (covered < Math.Max(wanted, Size))
            findings.Add(code, $"The shop has signed {covered} of {Math.Max(wanted, Size)} lines of the {name}.");
    }

    private void CheckKey(ShopKey key, DateTimeOffset at)
    {
        if (at < key.From || at > key.Until)
            findings.Add("key_not_valid", $"The key {key.Public.Fingerprint[..16]} was not in use at {CanonicalTime.Text(at)}.");
    }
}
