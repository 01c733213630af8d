using System.Text;
using System.Text.Json;

namespace Stampede.Proof;

/// <summary>A line of one of the drop's trees, and the way from it to a checkpoint's root.</summary>
/// <param name="Tree"><c>ledger</c> or <c>line</c>.</param>
/// <param name="Index">From 0; of a movement its version less one.</param>
/// <param name="Line">Its canonical form.</param>
public sealed record ReceiptLine(string Tree, long Index, string Line, IReadOnlyList<byte[]> Path);

/// <param name="Tree"><c>ledger</c> or <c>line</c>.</param>
public sealed record ReceiptCheckpoint(string Tree, string Note);

/// <summary>What one customer can keep of a drop: all their own lines, each with its way into what the shop has signed.</summary>
/// <param name="Customer">The pseudonym.</param>
/// <param name="Code">What became of them: see <see cref="CodeOf"/>.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record ProofReceipt(
    Guid Drop, string Slug, string Name, string Shop, string Customer, string Code, string Sentence, IReadOnlyList<ShopKey> Keys,
    IReadOnlyList<ReceiptCheckpoint> Checkpoints, IReadOnlyList<ReceiptLine> Lines)
{
    public const string Format = "stampede.receipt/v1";

    /// <summary>In the line, from 1. Null: none, or it is not drawn.</summary>
    public long? Place { get; init; }

    /// <summary>What the place goes by, 64 hex digits: everybody can compute it. Null: who came later has none.</summary>
    public string? Ticket { get; init; }

    /// <summary>That of somebody who stands in the line and was not served yet; why not is told by the line, not by their own lines.</summary>
    private static readonly string[] NotServed = ["waiting", "not_reached", "passed_sizes"];

    /// <summary>In canonical form, without a line end.</summary>
    public byte[] ToBytes() => new CanonicalWriter()
        .NestEach("checkpoints", Checkpoints, (writer, checkpoint) => writer.Field("note", checkpoint.Note).Field("tree", checkpoint.Tree))
        .Field("code", Code)
        .Field("customer", Customer)
        .Nest("drop", drop => drop.Field("id", Drop).Field("name", Name).Field("slug", Slug))
        .Field("format", Format)
        .NestEach("keys", Keys, ProofWriter.WriteKey)
        .NestEach("lines", Lines, (writer, line) => writer
            .Field("index", line.Index).Field("line", line.Line).Texts("path", line.Path.Select(Convert.ToBase64String)).Field("tree", line.Tree))
        .Field("place", Place)
        .Field("sentence", Sentence)
        .Field("shop", Shop)
        .Field("ticket", Ticket)
        .ToBytes();

    /// <exception cref="InvalidDataException">It is no receipt.</exception>
    public static ProofReceipt Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = CanonicalJson.Parse(json);
            var fields = new LineFields(document.RootElement);
            if (fields.Text("format") != Format)
                throw new InvalidDataException("It is no receipt.");
            var drop = fields.Nested("drop");
            return new(
                drop.Id("id"), drop.Text("slug"), drop.Text("name"), fields.Text("shop"), fields.Text("customer"), fields.Text("code"), fields.Text("sentence"),
                ProofWriter.ReadKeys(fields),
                [.. fields.NestedEach("checkpoints").Select(at => new ReceiptCheckpoint(at.Text("tree"), at.Text("note")))],
                [.. fields.NestedEach("lines").Select(line => new ReceiptLine(line.Text("tree"), line.Whole("index"), line.Text("line"), [.. line.Texts("path").Select(Convert.FromBase64String)]))])
            {
                Place = fields.WholeIfAny("place"),
                Ticket = fields.TextIfAny("ticket"),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException)
        {
            throw new InvalidDataException("It is no receipt.", wrong);
        }
    }

    /// <summary>
    /// What became of somebody, by their own lines: <c>bought</c>, <c>holding</c>, <c>returned</c>, <c>excluded</c>, <c>withdrew</c>,
    /// <c>offer_not_claimed</c>, <c>offer_not_paid</c>, <c>waiting</c> (in the line; not served yet), <c>not_bought</c>. The first of these that is so.
    /// </summary>
    /// <param name="ledger">Their movements, in order.</param>
    /// <param name="log">Their lines of the line's log, in order.</param>
    /// <returns>Null: they have no lines.</returns>
    /// <exception cref="InvalidDataException">A line lacks something.</exception>
    public static string? CodeOf(IEnumerable<string> ledger, IEnumerable<string> log)
    {
        var (bought, returned, live) = (new HashSet<Guid>(), new HashSet<Guid>(), new Dictionary<Guid, string>());
        string? unserved = null;
        var holds = 0;
        Each(ledger, fields =>
        {
            switch (fields.Text("kind"))
            {
                case "reserved" or "offered" or "claimed":
                    holds++;
                    live[fields.Id("reservation")] = fields.Has("claimBy") ? "offer_not_claimed" : fields.Text("kind") == "reserved" ? "not_bought" : "offer_not_paid";
                    break;
                case "purchased":
                    live.Remove(fields.Id("reservation"));
                    bought.Add(fields.Id("purchase"));
                    break;
                case "returned":
                    returned.Add(fields.Id("purchase"));
                    break;
                case "cancelled" or "expired" when live.Remove(fields.Id("reservation"), out var how):
                    unserved = how;
                    break;
            }
        });
        string? entry = null;
        Each(log, fields => entry = fields.Text("kind") switch
        {
            "joined" => "waiting",
            "withdrawn" => "withdrew",
            "excluded" => "excluded",
            _ => entry,
        });
        return bought.Except(returned).Any() ? "bought"
            : live.Count > 0 ? "holding"
            : bought.Count > 0 ? "returned"
            : entry is "excluded" or "withdrew" ? entry
            : unserved is not null and not "not_bought" ? unserved
            : entry ?? (holds > 0 ? "not_bought" : null);
    }

    /// <summary>All that can be said of a receipt by itself: a good one proves what the shop has signed.</summary>
    public static IReadOnlyList<ProofFinding> Check(ReadOnlyMemory<byte> json)
    {
        var findings = new ProofFindings();
        try
        {
            Parse(json).Check(findings);
        }
        catch (InvalidDataException wrong)
        {
            findings.Add("receipt_malformed", wrong.Message);
        }

        return findings.All;
    }

    internal Dictionary<string, Checkpoint> Check(ProofFindings findings)
    {
        var roots = new Dictionary<string, Checkpoint>();
        foreach (var at in Checkpoints)
        {
            if (SignedNote.Parse(at.Note) is { } note && Proof.Checkpoint.Of(note) is { } checkpoint && IsSigned(at.Tree, note, checkpoint))
                roots[at.Tree] = checkpoint;
            else
                findings.Add("receipt_checkpoint_invalid", $"The checkpoint of the {at.Tree} is not signed by a key of the shop.");
        }

        foreach (var line in Lines)
        {
            if (!roots.TryGetValue(line.Tree, out var root)
                || !Merkle.IsIncluded(Merkle.Leaf(Encoding.UTF8.GetBytes(line.Line)), line.Index, root.Size, line.Path, root.Root))
                findings.Add("receipt_line_not_included", $"Line {line.Index} of the {line.Tree} is not in what the shop has signed.");
        }

        try
        {
            CheckOwn(findings);
        }
        catch (InvalidDataException wrong)
        {
            findings.Add("receipt_malformed", wrong.Message);
        }

        return roots;
    }

    /// <summary>What it says of the line, by a file of the same drop.</summary>
    internal void Check(LineCheck line, Dictionary<string, Checkpoint> roots)
    {
        var ids = Lines.Where(line => line.Tree == "line").Select(line => EntryOf(line.Line)).OfType<string>().ToHashSet();
        if (roots.TryGetValue("ledger", out var ledger))
            line.CheckReceipt(this, ids, ledger.Size);
    }

    /// <returns>Null: the line cannot be read, and that is a finding already.</returns>
    private static string? EntryOf(string line)
    {
        try
        {
            using var document = CanonicalJson.Parse(Encoding.UTF8.GetBytes(line));
            return new LineFields(document.RootElement).TextIfAny("entry");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidDataException)
        {
            return null;
        }
    }

    private bool IsSigned(string tree, SignedNote note, Checkpoint checkpoint) => note.FindSigner(
        Keys.Where(key => checkpoint.Origin == (tree == "line" ? ProofNames.Log(key.Shop, Drop) : ProofNames.Ledger(key.Shop, Drop))).Select(key => key.Public)) is not null;

    private void CheckOwn(ProofFindings findings)
    {
        var entries = new HashSet<string>();
        var (ledger, log) = (Lines.Where(line => line.Tree == "ledger").Select(line => line.Line), Lines.Where(line => line.Tree == "line").Select(line => line.Line));
        Each(log, fields =>
        {
            if (fields.TextIfAny("customer") == Customer)
                entries.Add(fields.Text("entry"));
            else if (!entries.Contains(fields.Text("entry")))
                findings.Add("receipt_not_own", "A line of the log is of somebody else.");
        });
        Each(ledger, fields =>
        {
            if (fields.TextIfAny("customer") != Customer)
                findings.Add("receipt_not_own", $"Version {fields.Whole("version")} is of somebody else.");
        });
        var code = CodeOf(ledger, log);
        if (code != Code && !(code == "waiting" && NotServed.Contains(Code)))
            findings.Add("receipt_sentence_wrong", $"By its lines the receipt is '{code}', and it says '{Code}'.");
    }

    private static void Each(IEnumerable<string> lines, Action<LineFields> read)
    {
        foreach (var line in lines)
        {
            try
            {
                using var document = CanonicalJson.Parse(Encoding.UTF8.GetBytes(line));
                read(new(document.RootElement));
            }
            catch (JsonException wrong)
            {
                throw new InvalidDataException("A line is no JSON.", wrong);
            }
        }
    }
}
