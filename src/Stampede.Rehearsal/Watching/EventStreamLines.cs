using System.Buffers.Text;

namespace Stampede.Rehearsal.Watching;

/// <summary>Takes server-sent events out of a chunked HTTP/1.1 body, one event's data at a time.</summary>
internal sealed class EventStreamLines
{
    private const int SizeMax = 1 << 20;

    private byte[] raw = new byte[1024];
    private int rawFilled;
    private byte[] text = new byte[1024];
    private int textStart;
    private int textFilled;
    private int chunkLeft;
    private bool headRead;
    private bool chunked;

    public Memory<byte> Free
    {
        get
        {
            if (rawFilled == raw.Length)
                Array.Resize(ref raw, raw.Length < SizeMax ? raw.Length * 2 : throw new MalformedLiveException("A chunk head that does not end."));
            return raw.AsMemory(rawFilled);
        }
    }

    public void Arrived(int count)
    {
        rawFilled += count;
        var used = 0;
        if (!headRead && (used = ReadHead()) == 0)
            return;
        if (chunked)
            used += Unchunk(raw.AsSpan(used, rawFilled - used));
        else
            used += Keep(raw.AsSpan(used, rawFilled - used));
        raw.AsSpan(used, rawFilled - used).CopyTo(raw);
        rawFilled -= used;
    }

    /// <param name="data">The event's data, good until more has arrived. An event without data (a comment, a heartbeat) is passed over.</param>
    public bool TryNext(out ReadOnlySpan<byte> data)
    {
        while (true)
        {
            data = default;
            var rest = text.AsSpan(textStart, textFilled - textStart);
            var blank = rest.IndexOf("\n\n"u8);
            if (blank < 0)
                return false;
            textStart += blank + 2;
            var lines = rest[..blank];
            while (!lines.IsEmpty)
            {
                var end = lines.IndexOf((byte)'\n');
                var line = end < 0 ? lines : lines[..end];
                if (line.StartsWith("data:"u8))
                {
                    // The server writes an event's data on one line.
                    data = line[5..].Trim((byte)' ');
                    return true;
                }

                lines = end < 0 ? default : lines[(end + 1)..];
            }
        }
    }

    private int ReadHead()
    {
        var head = raw.AsSpan(0, rawFilled);
        var end = head.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return 0;
        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new MalformedLiveException("The event stream was refused: " + System.Text.Encoding.ASCII.GetString(head[..head.IndexOf("\r\n"u8)]));
        headRead = true;
        chunked = head[..end].IndexOf("chunked"u8) >= 0;
        return end + 4;
    }

    private int Unchunk(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (used < bytes.Length)
        {
            var rest = bytes[used..];
            if (chunkLeft > 0)
            {
                var take = Math.Min(chunkLeft, rest.Length);
                // A chunk counts its closing line end as the last two of what is left.
                var content = Math.Min(take, Math.Max(0, chunkLeft - 2));
                Keep(rest[..content]);
                (chunkLeft, used) = (chunkLeft - take, used + take);
                continue;
            }

            var line = rest.IndexOf("\r\n"u8);
            if (line < 0)
                return used;
            if (!Utf8Parser.TryParse(rest[..line], out int size, out var digits, 'x') || digits == 0 || size < 0)
                throw new MalformedLiveException("A chunk without a proper size.");
            if (size == 0)
                throw new MalformedLiveException("The event stream ended.");
            (chunkLeft, used) = (size + 2, used + line + 2);
        }

        return used;
    }

    private int Keep(ReadOnlySpan<byte> bytes)
    {
        if (textStart > 0)
        {
            text.AsSpan(textStart, textFilled - textStart).CopyTo(text);
            (textStart, textFilled) = (0, textFilled - textStart);
        }

        if (text.Length < textFilled + bytes.Length)
            Array.Resize(ref text, textFilled + bytes.Length <= SizeMax ? (textFilled + bytes.Length) * 2 : throw new MalformedLiveException("An event of more than a megabyte."));
        bytes.CopyTo(text.AsSpan(textFilled));
        textFilled += bytes.Length;
        return bytes.Length;
    }
}
