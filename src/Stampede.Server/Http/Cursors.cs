using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using Stampede.Postgres;
using Stampede.Server.Accounts;

namespace Stampede.Server.Http;

/// <summary>
/// Cursors of lists. They are signed, so that a made-up cursor is refused without a read: each would cost the database a read
/// that no other caller shares.
/// </summary>
/// <param name="database">Holds the keys that all nodes share; the oldest one never changes.</param>
internal sealed class Cursors(NpgsqlDataSource database)
{
    private const int IdBytes = 16;
    private const int SignatureBytes = 8;

    private readonly Lazy<byte[]> key = new(() => KeyOf(new DatabaseKeyRing(database)), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The page with its cursor signed: as it was read, it is the last one's id.</summary>
    public Page<T> Signed<T>(string list, Page<T> page) => page.Next is { } next ? page with { Next = Write(list, Guid.Parse(next)) } : page;

    /// <param name="list">A cursor is of one list only.</param>
    public string Write(string list, Guid id)
    {
        Span<byte> cursor = stackalloc byte[IdBytes + SignatureBytes];
        id.TryWriteBytes(cursor, bigEndian: true, out _);
        Sign(list, cursor[..IdBytes], cursor[IdBytes..]);
        return WebEncoders.Base64UrlEncode(cursor);
    }

    /// <returns>Null: none that <see cref="Write"/> gave.</returns>
    public Guid? Read(string list, string text)
    {
        Span<byte> cursor = stackalloc byte[IdBytes + SignatureBytes];
        Span<byte> signature = stackalloc byte[SignatureBytes];
        if (Base64Url.DecodeFromChars(text, cursor, out _, out var length) != OperationStatus.Done || length != cursor.Length)
            return null;
        Sign(list, cursor[..IdBytes], signature);
        return CryptographicOperations.FixedTimeEquals(signature, cursor[IdBytes..]) ? new Guid(cursor[..IdBytes], bigEndian: true) : null;
    }

    private static byte[] KeyOf(DatabaseKeyRing keys) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"Stampede cursors\n{keys.GetAllElements().First().ToString(SaveOptions.DisableFormatting)}"));

    private void Sign(string list, ReadOnlySpan<byte> id, Span<byte> signature)
    {
        Span<byte> signed = stackalloc byte[IdBytes + Encoding.UTF8.GetMaxByteCount(list.Length)];
        id.CopyTo(signed);
        var length = IdBytes + Encoding.UTF8.GetBytes(list, signed[IdBytes..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Value, signed[..length], whole);
        whole[..SignatureBytes].CopyTo(signature);
    }
}
