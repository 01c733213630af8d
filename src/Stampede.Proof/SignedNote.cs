using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Stampede.Proof;

/// <summary>The public half of a shop's key (Ed25519), 32 bytes.</summary>
public sealed class ProofPublicKey
{
    private readonly PublicKey key;
    private readonly byte[] bytes;

    /// <exception cref="InvalidDataException">It is no such key.</exception>
    public ProofPublicKey(byte[] bytes)
    {
        this.bytes = bytes;
        try
        {
            key = PublicKey.Import(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey);
        }
        catch (FormatException wrong)
        {
            throw new InvalidDataException("It is no Ed25519 public key.", wrong);
        }
    }

    public ReadOnlySpan<byte> Bytes => bytes;

    public string Base64 => Convert.ToBase64String(bytes);

    /// <summary>What people compare: SHA-256 of the 32 bytes, in hex.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The C2SP id of this key under a name.</summary>
    public uint IdUnder(string name) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', SignedNote.Ed25519Type, .. bytes]));

    public bool IsSignature(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => SignatureAlgorithm.Ed25519.Verify(key, data, signature);

    /// <exception cref="InvalidDataException">It is no such key.</exception>
    public static ProofPublicKey Parse(string base64)
    {
        var bytes = new byte[32];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == bytes.Length
            ? new(bytes)
            : throw new InvalidDataException("It is no Ed25519 public key.");
    }
}

/// <summary>A shop's key. Made from 32 secret random bytes (the seed of RFC 8032).</summary>
public sealed class ProofSigningKey : IDisposable
{
    private readonly Key key;

    public ProofSigningKey(ReadOnlySpan<byte> seed)
    {
        key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        Public = new(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    public ProofPublicKey Public { get; }

    public byte[] Sign(ReadOnlySpan<byte> data) => SignatureAlgorithm.Ed25519.Sign(key, data);

    public void Dispose() => key.Dispose();
}

/// <param name="Name">Of the key, without spaces or a plus.</param>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Signature);

/// <summary>A text with signatures (c2sp.org/signed-note). Only those of type Ed25519 are understood.</summary>
/// <param name="Text">Ends with a line end.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    internal const byte Ed25519Type = 1;

    /// <summary>What a note may be long, and how many signatures it may have.</summary>
    private const int LengthMax = 100_000;
    private const int SignaturesMax = 16;
    private const string Begin = "\u2014 ";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Signs a text under a name.</summary>
    public static SignedNote Sign(string text, string name, ProofSigningKey key)
    {
        if (!IsName(name) || !text.EndsWith('\n') || text.Any(character => character < ' ' && character != '\n'))
            throw new ArgumentException("A note is lines, and its key has a name without spaces or a plus.", nameof(text));
        return new(text, [new(name, key.Public.IdUnder(name), key.Sign(Utf8.GetBytes(text)))]);
    }

    /// <returns>Null: it is no signed note.</returns>
    public static SignedNote? Parse(string note)
    {
        if (note.Length > LengthMax || !note.EndsWith('\n') || note.Any(character => character < ' ' && character != '\n'))
            return null;
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0)
            return null;
        var lines = note[(split + 2)..].Split('\n')[..^1];
        var signatures = lines.Select(ParseSignature).ToList();
        return lines.Length is >= 1 and <= SignaturesMax && signatures.All(signature => signature is not null) ? new(note[..(split + 1)], signatures!) : null;
    }

    /// <summary>By one of these keys, under the note's own first line as the key's name.</summary>
    /// <returns>Null: no key of these has signed it, or a signature of one of them is wrong.</returns>
    public ProofPublicKey? FindSigner(IEnumerable<ProofPublicKey> keys)
    {
        var name = Text[..Text.IndexOf('\n', StringComparison.Ordinal)];
        ProofPublicKey? signer = null;
        foreach (var key in keys)
        {
            foreach (var signature in Signatures.Where(signature => signature.Name == name && signature.KeyId == key.IdUnder(name)))
            {
                if (!IsBy(signature, key))
                    return null;
                signer ??= key;
            }
        }

        return signer;
    }

    /// <summary>Whether one of its signatures claims to be by one of these keys.</summary>
    public bool Claims(IEnumerable<ProofPublicKey> keys)
    {
        var name = Text[..Text.IndexOf('\n', StringComparison.Ordinal)];
        return keys.Any(key => Signatures.Any(signature => signature.Name == name && signature.KeyId == key.IdUnder(name)));
    }

    public bool IsBy(NoteSignature signature, ProofPublicKey key) =>
        signature.Signature.Length == 64 && key.IsSignature(Encoding.UTF8.GetBytes(Text), signature.Signature);

    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            var bytes = new byte[4 + signature.Signature.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
            signature.Signature.CopyTo(bytes, 4);
            note.Append(CultureInfo.InvariantCulture, $"{Begin}{signature.Name} {Convert.ToBase64String(bytes)}\n");
        }

        return note.ToString();
    }

    private static bool IsName(string name) => name.Length > 0 && !name.Any(character => char.IsWhiteSpace(character) || character == '+');

    private static NoteSignature? ParseSignature(string line)
    {
        if (!line.StartsWith(Begin, StringComparison.Ordinal) || line[Begin.Length..].Split(' ') is not [var name, var base64] || !IsName(name))
            return null;
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length > 4
            ? new(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..length])
            : null;
    }
}

/// <summary>How large a tree was and what its root was (c2sp.org/tlog-checkpoint).</summary>
/// <param name="Origin">Names the tree: <c>shop.example/drops/ID/ledger</c>.</param>
/// <param name="Size">Leaves.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    public SignedNote Sign(ProofSigningKey key) =>
        SignedNote.Sign(string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n"), Origin, key);

    /// <returns>Null: the note is no checkpoint.</returns>
    public static Checkpoint? Of(SignedNote note)
    {
        if (note.Text.Split('\n') is not [{ Length: > 0 } origin, var number, var base64, ""])
            return null;
        var root = new byte[Merkle.HashBytes];
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size.ToString(CultureInfo.InvariantCulture) == number
            && base64.Length == 44 && Convert.TryFromBase64String(base64, root, out var length) && length == root.Length
            ? new(origin, size, root)
            : null;
    }
}
