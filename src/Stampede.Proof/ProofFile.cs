using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Stampede.Proof;

/// <summary>The names of a drop's trees and of its file: the first lines of the notes that the shop signs.</summary>
public static class ProofNames
{
    /// <param name="shop">Of the key that signs: <c>shop.example</c>.</param>
    public static string Ledger(string shop, Guid drop) => $"{shop}/drops/{drop:D}/ledger";

    public static string Log(string shop, Guid drop) => $"{shop}/drops/{drop:D}/line";

    public static string File(string shop, Guid drop) => $"{shop}/drops/{drop:D}/proof";
}

/// <param name="Shop">The name that it signs under.</param>
/// <param name="Until">Null: it signs still.</param>
public sealed record ShopKey(string Shop, ProofPublicKey Public, DateTimeOffset From, DateTimeOffset? Until);

/// <param name="LedgerSize">Movements in the file.</param>
/// <param name="LogSize">Lines of the line's log in the file.</param>
public sealed record ProofHeader(
    Guid Drop, string Slug, string Name, string Shop, string Software, IReadOnlyList<ShopKey> Keys, long LedgerSize, long LogSize);

/// <summary>Makes the lines of a proof file, in the order in which they are asked for, and signs what it made.</summary>
public sealed class ProofWriter : IDisposable
{
    public const string Format = "stampede.proof/v1";

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ProofHeader header;
    private long checkpoints;

    public ProofWriter(ProofHeader header) => this.header = header;

    public byte[] Header() => Line(new CanonicalWriter()
        .Nest("drop", drop => drop.Field("id", header.Drop).Field("name", header.Name).Field("slug", header.Slug))
        .Field("format", Format)
        .NestEach("keys", header.Keys, WriteKey)
        .Field("ledgerSize", header.LedgerSize)
        .Field("logSize", header.LogSize)
        .Field("shop", header.Shop)
        .Field("software", header.Software)
        .Field("type", "header")
        .ToBytes());

    /// <summary>A line of the log, or a movement: its canonical form.</summary>
    public byte[] Line(byte[] canonical)
    {
        byte[] line = [.. canonical, (byte)'\n'];
        hash.AppendData(line);
        return line;
    }

    /// <param name="tree"><c>ledger</c> or <c>line</c>.</param>
    /// <param name="at">When it was signed.</param>
    public byte[] Checkpoint(string tree, DateTimeOffset at, string note)
    {
        checkpoints++;
        return Line(new CanonicalWriter().Field("at", at).Field("note", note).Field("tree", tree).Field("type", "checkpoint").ToBytes());
    }

    public byte[] Summary() => Line(new CanonicalWriter()
        .Field("checkpoints", checkpoints).Field("ledgerSize", header.LedgerSize).Field("logSize", header.LogSize).Field("type", "summary").ToBytes());

    /// <summary>The last line: signs all lines before it.</summary>
    public byte[] Signature(ProofSigningKey key)
    {
        var origin = ProofNames.File(header.Shop, header.Drop);
        var note = SignedNote.Sign($"{origin}\nsha256 {Convert.ToHexStringLower(hash.GetCurrentHash())}\n", origin, key);
        return Line(new CanonicalWriter().Field("note", note.ToString()).Field("type", "signature").ToBytes());
    }

    public void Dispose() => hash.Dispose();

    internal static void WriteKey(CanonicalWriter writer, ShopKey key) =>
        writer.Field("from", key.From).Field("publicKey", key.Public.Base64).Field("shop", key.Shop).Field("until", key.Until);

    /// <exception cref="InvalidDataException">The header lacks something.</exception>
    internal static ProofHeader Read(JsonElement header)
    {
        var fields = new LineFields(header);
        if (fields.Text("type") != "header" || fields.Text("format") != Format)
            throw new InvalidDataException("It is no header of this format.");
        var drop = fields.Nested("drop");
        return new(
            drop.Id("id"), drop.Text("slug"), drop.Text("name"), fields.Text("shop"), fields.Text("software"), ReadKeys(fields), fields.Whole("ledgerSize"), fields.Whole("logSize"));
    }

    internal static List<ShopKey> ReadKeys(LineFields fields) =>
        [.. fields.NestedEach("keys").Select(key => new ShopKey(key.Text("shop"), ProofPublicKey.Parse(key.Text("publicKey")), key.Time("from"), key.TimeIfAny("until")))];
}

/// <summary>The fields of a line that somebody else wrote.</summary>
/// <remarks>What is missing or of another kind is told by <see cref="InvalidDataException"/>, and becomes a finding of that line.</remarks>
internal readonly struct LineFields
{
    private readonly JsonElement line;

    public LineFields(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("It is no object.");
        this.line = line;
    }

    public bool Has(string name) => line.TryGetProperty(name, out _);

    public string Text(string name) => TextIfAny(name) ?? throw Lacks(name);

    public string? TextIfAny(string name) => !line.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name);

    public long Whole(string name) => WholeIfAny(name) ?? throw Lacks(name);

    /// <summary>Up to what every reader of JSON can tell apart.</summary>
    public long? WholeIfAny(string name) => !line.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && Math.Abs(number) <= 1L << 53 ? number : throw Wrong(name);

    public bool Flag(string name) => line.TryGetProperty(name, out var value) && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name));

    public Guid Id(string name) => IdIfAny(name) ?? throw Lacks(name);

    public Guid? IdIfAny(string name) => TextIfAny(name) is not { } text ? null : ParseId(text) ?? throw Wrong(name);

    public DateTimeOffset Time(string name) => TimeIfAny(name) ?? throw Lacks(name);

    public DateTimeOffset? TimeIfAny(string name) => TextIfAny(name) is not { } text ? null : CanonicalTime.TryParse(text, out var at) ? at : throw Wrong(name);

    /// <param name="bytes">How many there must be. Null: any number.</param>
    public byte[] Hex(string name, int? bytes)
    {
        var text = Text(name);
        if (text.Length % 2 != 0 || bytes is { } wanted && text.Length != 2 * wanted || !text.All(char.IsAsciiHexDigitLower))
            throw Wrong(name);
        return Convert.FromHexString(text);
    }

    public LineFields Nested(string name) => line.TryGetProperty(name, out var value) ? new(value) : throw Lacks(name);

    public IEnumerable<LineFields> NestedEach(string name) => Items(name).Select(item => new LineFields(item));

    public string[] Texts(string name)
    {
        var of = name;
        return [.. Items(name).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(of))];
    }

    public Guid[] Ids(string name)
    {
        var of = name;
        return [.. Texts(name).Select(text => ParseId(text) ?? throw Wrong(of))];
    }

    /// <summary>In the one form that the file has: 36 characters, in lower case.</summary>
    public static Guid? ParseId(string text) => Guid.TryParseExact(text, "D", out var id) && id.ToString("D", CultureInfo.InvariantCulture) == text ? id : null;

    private IEnumerable<JsonElement> Items(string name) => !line.TryGetProperty(name, out var value) ? throw Lacks(name)
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(name);

    private static InvalidDataException Lacks(string name) => new($"It has no {name}.");

    private static InvalidDataException Wrong(string name) => new($"Its {name} is not as it should be.");
}
