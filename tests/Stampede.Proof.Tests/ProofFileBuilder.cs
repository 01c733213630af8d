using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Stampede.Proof.Tests;

/// <summary>Writes a proof file of lines that a test made, and signs it. What a shop would sign can be changed before, and the file after.</summary>
internal sealed class ProofFileBuilder
{
    public const string Shop = "shop.example";

    public static readonly Guid Drop = Guid.Parse("0190c5a0-0000-7000-8000-000000000001");
    public static readonly ProofSigningKey Key = new(SHA256.HashData("a key for tests"u8));
    public static readonly ProofSigningKey OldKey = new(SHA256.HashData("an older key"u8));
    public static readonly DateTimeOffset Begin = new(2030, 5, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The older key signs checkpoints until then.</summary>
    public DateTimeOffset Rotated { get; set; } = Begin.AddSeconds(30);

    public List<JsonObject> Ledger { get; } = [];

    public List<JsonObject> Log { get; } = [];

    /// <summary>Sizes at which the ledger is signed, beside its end.</summary>
    public List<long> Signed { get; } = [];

    /// <summary>Changes what a checkpoint says before it is signed: a shop that signs something else.</summary>
    public Func<string, Checkpoint, Checkpoint> Signing { get; set; } = (_, checkpoint) => checkpoint;

    /// <summary>Null: each key in its time.</summary>
    public ProofSigningKey? Signer { get; set; }

    /// <summary>The newest place of each entry.</summary>
    public Dictionary<string, int> Places { get; } = [];

    /// <summary>Null: nobody was shuffled.</summary>
    public byte[]? Seed { get; set; }

    public bool SignsLast { get; set; } = true;

    public string[] Lines()
    {
        var keys = new[] { new ShopKey(Shop, OldKey.Public, Begin.AddDays(-100), Rotated), new ShopKey(Shop, Key.Public, Rotated, null) };
        using var writer = new ProofWriter(new(Drop, "air-one", "Air One", Shop, "Stampede 0.1.0", keys, Ledger.Count, Log.Count));
        var lines = new List<byte[]> { writer.Header() };
        Add(lines, writer, "line", Log, []);
        Add(lines, writer, "ledger", Ledger, Signed);
        lines.Add(writer.Summary());
        lines.Add(writer.Signature(Key));
        return [.. lines.Select(line => Encoding.UTF8.GetString(line))];
    }

    /// <param name="lines">Each with its line end.</param>
    public static byte[] Pack(IEnumerable<string> lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
        return packed.ToArray();
    }

    public static ProofReport Verify(byte[] file, params ProofReceipt[] receipts)
    {
        using var stream = new MemoryStream(file);
        return ProofReader.Verify(stream, receipts);
    }

    public static byte[] Canonical(JsonObject line) => CanonicalJson.Of(Encoding.UTF8.GetBytes(line.ToJsonString()));

    public static DateTimeOffset TimeOf(JsonObject line, string field = "at") =>
        CanonicalTime.TryParse((string)line[field]!, out var at) ? at : throw new InvalidDataException("It has no such time.");

    private void Add(List<byte[]> file, ProofWriter writer, string tree, List<JsonObject> lines, List<long> sizes)
    {
        var range = new CompactRange();
        foreach (var line in lines)
        {
            var canonical = Canonical(line);
            file.Add(writer.Line(canonical));
            range.Append(Merkle.Leaf(canonical));
            if (!sizes.Contains(range.Size) && !(SignsLast && range.Size == lines.Count))
                continue;
            var at = TimeOf(line).AddMilliseconds(400);
            var origin = tree == "line" ? ProofNames.Log(Shop, Drop) : ProofNames.Ledger(Shop, Drop);
            var checkpoint = Signing(tree, new Checkpoint(origin, range.Size, range.Root()));
            file.Add(writer.Checkpoint(tree, at, checkpoint.Sign(Signer ?? (at < Rotated ? OldKey : Key)).ToString()));
        }
    }
}
