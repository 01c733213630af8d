using System.Buffers.Binary;

namespace Stampede.Rehearsal.Watching;

/// <summary>A live connection sent something that the protocol does not allow, or ended.</summary>
internal sealed class MalformedLiveException(string message) : Exception(message);

/// <summary>Reads the WebSocket frames of a server (RFC 6455), and makes the small ones of a client.</summary>
internal sealed class WebSocketFrames
{
    public const int Text = 1;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private const int SizeMax = 1 << 20;

    private byte[] buffer = new byte[1024];
    private int start;
    private int filled;

    /// <summary>Where the next bytes from the connection go. Never empty.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (start > 0)
            {
                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                (start, filled) = (0, filled - start);
            }

            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length < SizeMax ? buffer.Length * 2 : throw new MalformedLiveException("A frame of more than a megabyte."));
            return buffer.AsMemory(filled);
        }
    }

    public void Arrived(int count) => filled += count;

    /// <param name="payload">Good until <see cref="Free"/> is asked for again.</param>
    /// <returns>False: more bytes are needed.</returns>
    public bool TryNext(out int opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = 0;
        payload = default;
        var rest = buffer.AsSpan(start, filled - start);
        if (rest.Length < 2)
            return false;
        if (rest[0] < 0x80 || rest[1] >= 0x80)
            throw new MalformedLiveException("A fragmented or masked frame: the server sends neither.");
        int head = rest[1] switch { 126 => 4, 127 => 10, _ => 2 };
        if (rest.Length < head)
            return false;
        var length = head switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(rest[2..]),
            10 => (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(rest[2..]), SizeMax + 1),
            _ => rest[1],
        };
        if (length > SizeMax)
            throw new MalformedLiveException("A frame of more than a megabyte.");
        if (rest.Length < head + length)
            return false;
        opcode = rest[0] & 0x0f;
        payload = rest.Slice(head, (int)length);
        start += head + (int)length;
        return true;
    }

    /// <summary>Clients must mask their frames. A mask of zeros is allowed, and leaves the bytes as they are.</summary>
    /// <param name="payload">At most 65,535 bytes.</param>
    public static byte[] Make(int opcode, ReadOnlySpan<byte> payload)
    {
        var head = payload.Length < 126 ? 2 : 4;
        var frame = new byte[head + 4 + payload.Length];
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)(0x80 | (head == 2 ? payload.Length : 126));
        if (head == 4)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        payload.CopyTo(frame.AsSpan(head + 4));
        return frame;
    }
}
