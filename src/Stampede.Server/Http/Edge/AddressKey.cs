using System.Net;
using System.Net.Sockets;

namespace Stampede.Server.Http;

/// <summary>One caller's address, as limits count it: of IPv6 the first 64 bits, which is what one household or host is given.</summary>
internal readonly record struct AddressKey(UInt128 Bits)
{
    public static AddressKey Of(IPAddress? address)
    {
        if (address is null)
            return default; // A Unix socket: one neighbour.
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            address.TryWriteBytes(bytes[12..], out _);
            bytes[10] = bytes[11] = 0xFF;
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
            bytes[8..].Clear();
        }

        return new AddressKey(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    public override string ToString() => Bits.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
