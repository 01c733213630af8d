using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Stampede.Domain;
using Stampede.Postgres.Operations;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Reservations;

/// <summary>
/// Notes how customers go about reserving, in memory: a look into a dictionary and a few sums a request. What is beyond
/// the bound, or comes while the notes are being taken out, is not noted.
/// </summary>
internal sealed class ReserveSignals(StampedeSettings settings, TimeProvider time)
{
    /// <summary>Customers times drops between two takings.</summary>
    private const int NotesMax = 100_000;

    private ConcurrentDictionary<(DropId Drop, CustomerId Customer), Note> notes = new();

    public bool AreRecorded => settings.Reservations.Signals;

    /// <param name="isEarly">It was refused because the drop had not opened.</param>
    public void Add(DropId drop, CustomerId customer, HttpRequest request, bool isEarly)
    {
        if (!AreRecorded)
            return;
        var current = Volatile.Read(ref notes);
        if (!current.TryGetValue((drop, customer), out var note))
        {
            if (current.Count >= NotesMax)
                return;
            note = current.GetOrAdd((drop, customer), _ => new Note(
                AddressHash.Of(request.HttpContext.Connection.RemoteIpAddress, drop).ToBytes(), AddressHash.Hash(request.Headers[HeaderNames.UserAgent].ToString(), drop)));
        }

        note.Add(time.GetUtcNow().ToUnixTimeSeconds(), isEarly);
    }

    public IReadOnlyCollection<ReserveSignal> Take() =>
        [.. Interlocked.Exchange(ref notes, new()).Select(note => note.Value.Read(note.Key.Drop, note.Key.Customer))];

    private sealed class Note(byte[] addressHash, byte[] agentHash)
    {
        private long attempts;
        private long early;
        private long second;
        private int inSecond;
        private int inSecondMax;

        public void Add(long now, bool isEarly)
        {
            lock (this)
            {
                attempts++;
                early += isEarly ? 1 : 0;
                inSecond = now == second ? inSecond + 1 : 1;
                second = now;
                inSecondMax = Math.Max(inSecondMax, inSecond);
            }
        }

        public ReserveSignal Read(DropId drop, CustomerId customer)
        {
            lock (this)
                return new(drop, customer, attempts, early, inSecondMax, addressHash, agentHash);
        }
    }
}

/// <summary>Of a network address, for telling alike from unlike within one drop, and between none.</summary>
internal readonly record struct AddressHash(UInt128 Bits)
{
    public AddressHash(ReadOnlySpan<byte> bytes)
        : this(BinaryPrimitives.ReadUInt128BigEndian(bytes))
    {
    }

    public static AddressHash Of(IPAddress? address, DropId drop) => new(Hash(AddressKey.Of(address).ToString(), drop));

    public static byte[] Hash(string text, DropId drop) => SHA256.HashData(Encoding.UTF8.GetBytes($"{drop}\n{text}"))[..16];

    public byte[] ToBytes()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return bytes;
    }
}
