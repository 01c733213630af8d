using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Server.Hosting;

namespace Stampede.Server.Reservations;

/// <summary>Work to be done before a reservation.</summary>
/// <param name="Text">Opaque; null where no work is asked for.</param>
/// <param name="Bits">Leading zero bits that the proof's hash must have.</param>
internal sealed record Challenge(string? Text, int Bits, DateTimeOffset? ExpiresAt, DateTimeOffset ServerTime);

/// <summary>
/// ProofOfWork of work. A challenge is a sealed note of drop, customer, end and bits, under the keys that all nodes share, so
/// none has to remember it. The proof is a number n, sent as <c>challenge:n</c>, for which SHA-256 of
/// (SHA-256 of <c>challenge:key</c>, then n as eight bytes, the largest first) begins with so many zero bits; <c>key</c>
/// is the request's Idempotency-Key.
/// </summary>
/// <remarks>
/// The key is why no proof pays for two reservations, on any number of nodes and without a memory of those that were
/// spent: a key is granted once, and that the database sees to.
/// </remarks>
internal sealed class ProofOfWork(StampedeSettings settings, IDataProtectionProvider protection, DatabaseClock clock)
{
    public const string Header = "Stampede-Proof";

    private const int LengthMax = 1_000;
    private const int NoteLength = 16 + 16 + 8 + 1;

    private readonly IDataProtector sealing = protection.CreateProtector("Stampede.Proof");

    public bool AreAskedFor => settings.Reservations.ProofBits > 0;

    public Challenge ChallengeFor(DropId drop, CustomerId customer)
    {
        var now = clock.Now;
        if (!AreAskedFor)
            return new Challenge(null, 0, null, now);
        var expiresAt = now.AddSeconds(settings.Reservations.ProofSeconds);
        Span<byte> note = stackalloc byte[NoteLength];
        WriteNote(note, drop, customer, expiresAt, settings.Reservations.ProofBits);
        return new Challenge(WebEncoders.Base64UrlEncode(sealing.Protect(note.ToArray())), settings.Reservations.ProofBits, expiresAt, now);
    }

    /// <param name="proof">As sent; null: none was.</param>
    public bool IsProved(string? proof, DropId drop, CustomerId customer, string? key)
    {
        if (proof is null || key is null || proof.Length > LengthMax || proof.LastIndexOf(':') is not (> 0 and var at)
            || !ulong.TryParse(proof.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            return false;
        // The work first: what is made up costs a hash or two and no key.
        var challenge = proof[..at];
        return ZeroBits(challenge, key, n) >= settings.Reservations.ProofBits && IsOurs(challenge, drop, customer);
    }

    internal static int ZeroBits(string challenge, string key, ulong n)
    {
        Span<byte> work = stackalloc byte[SHA256.HashSizeInBytes + sizeof(ulong)];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{challenge}:{key}"), work);
        BinaryPrimitives.WriteUInt64BigEndian(work[SHA256.HashSizeInBytes..], n);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(work, hash);
        return BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt64BigEndian(hash));
    }

    private bool IsOurs(string challenge, DropId drop, CustomerId customer)
    {
        byte[] note;
        try
        {
            note = sealing.Unprotect(WebEncoders.Base64UrlDecode(challenge));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return false;
        }

        var expiresAt = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(note.AsSpan(32)));
        Span<byte> expected = stackalloc byte[NoteLength];
        WriteNote(expected, drop, customer, expiresAt, note[^1]);
        return clock.Now < expiresAt && note[^1] >= settings.Reservations.ProofBits && expected.SequenceEqual(note);
    }

    private static void WriteNote(Span<byte> note, DropId drop, CustomerId customer, DateTimeOffset expiresAt, int bits)
    {
        drop.Value.TryWriteBytes(note);
        customer.Value.TryWriteBytes(note[16..]);
        BinaryPrimitives.WriteInt64BigEndian(note[32..], expiresAt.ToUnixTimeMilliseconds());
        note[40] = (byte)bits;
    }
}
