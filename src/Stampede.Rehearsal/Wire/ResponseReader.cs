using System.Buffers.Text;

namespace Stampede.Rehearsal.Wire;

/// <summary>The target sent something that is no HTTP/1.1 response, or one that is too large.</summary>
internal sealed class MalformedResponseException(string message) : Exception(message);

/// <summary>
/// Reads HTTP/1.1 responses of one connection: status, body by length or by chunks, and Retry-After.
/// No general HTTP client: it reads what a shop's API answers, and refuses the rest.
/// </summary>
internal sealed class ResponseReader
{
    private const int SizeMax = 1 << 20;

    private byte[] buffer = new byte[4096];
    private int filled;
    private int end;
    private int bodyStart;
    private int bodyLength;

    /// <summary>Where the next bytes from the connection go. Never empty.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (filled == buffer.Length)
            {
                if (buffer.Length >= SizeMax)
                    throw new MalformedResponseException($"A response of more than {SizeMax} bytes.");
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            return buffer.AsMemory(filled);
        }
    }

    public int Status { get; private set; }

    public int RetryAfterSeconds { get; private set; }

    public ReadOnlySpan<byte> Body => buffer.AsSpan(bodyStart, bodyLength);

    public void Arrived(int count) => filled += count;

    /// <returns>False: more bytes are needed.</returns>
    /// <exception cref="MalformedResponseException">No response.</exception>
    public bool TryRead()
    {
        var head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var (length, chunked) = ReadHead(buffer.AsSpan(0, head));
        bodyStart = head + 4;
        if (chunked)
            return TryReadChunks();
        bodyLength = length;
        end = bodyStart + length;
        if (end > SizeMax)
            throw new MalformedResponseException($"A response of {end} bytes.");
        return filled >= end;
    }

    /// <summary>Removes the response that was read. Bytes behind it stay.</summary>
    public void Consume()
    {
        buffer.AsSpan(end, filled - end).CopyTo(buffer);
        filled -= end;
        end = 0;
    }

    public void Reset() => (filled, end, bodyLength) = (0, 0, 0);

    private (int Length, bool Chunked) ReadHead(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || head.Length < 12 || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out var digits) || digits != 3)
            throw new MalformedResponseException("A response that does not start as one.");
        (Status, RetryAfterSeconds) = (status, 0);
        int length = 0;
        var chunked = false;
        var line = head.IndexOf("\r\n"u8);
        while (line >= 0)
        {
            head = head[(line + 2)..];
            line = head.IndexOf("\r\n"u8);
            var header = line < 0 ? head : head[..line];
            if (TryValue(header, "content-length:"u8, out var value))
            {
                if (!Utf8Parser.TryParse(value, out length, out var read) || read != value.Length || length < 0)
                    throw new MalformedResponseException("A response without a proper length.");
            }
            else if (TryValue(header, "transfer-encoding:"u8, out value))
            {
                chunked = value.SequenceEqual("chunked"u8);
            }
            else if (TryValue(header, "retry-after:"u8, out value))
            {
                RetryAfterSeconds = Utf8Parser.TryParse(value, out int seconds, out _) ? Math.Clamp(seconds, 0, 3600) : 0;
            }
        }

        return (length, chunked);
    }

    /// <summary>When the last chunk has arrived, moves all of them together, so that the body is one piece.</summary>
    private bool TryReadChunks()
    {
        if (!WalkChunks(join: false))
            return false;
        return WalkChunks(join: true);
    }

    private bool WalkChunks(bool join)
    {
        var from = bodyStart;
        var to = bodyStart;
        while (true)
        {
            var rest = buffer.AsSpan(from, filled - from);
            var line = rest.IndexOf("\r\n"u8);
            if (line < 0)
                return false;
            if (!Utf8Parser.TryParse(rest[..line], out int size, out var digits, 'x') || digits == 0 || size < 0 || size > SizeMax)
                throw new MalformedResponseException("A chunk without a proper size.");
            var chunk = from + line + 2;
            if (filled < chunk + size + 2)
                return false;
            if (join)
                buffer.AsSpan(chunk, size).CopyTo(buffer.AsSpan(to));
            to += size;
            from = chunk + size + 2;
            if (size == 0)
                break;
        }

        (bodyLength, end) = (to - bodyStart, from);
        return true;
    }

    private static bool TryValue(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (header.Length < name.Length || !System.Text.Ascii.EqualsIgnoreCase(header[..name.Length], name))
            return false;
        value = header[name.Length..].Trim((byte)' ');
        return true;
    }
}
