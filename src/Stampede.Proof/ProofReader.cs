using System.IO.Compression;

namespace Stampede.Proof;

/// <summary>Unpacks a proof file and hands its lines to the verifier, one at a time.</summary>
public static class ProofReader
{
    /// <param name="file">As it was downloaded: packed by gzip, or unpacked already.</param>
    public static ProofReport Verify(Stream file, IReadOnlyList<ProofReceipt>? receipts = null)
    {
        using var verifier = new ProofVerifier(receipts);
        try
        {
            using var text = Unpack(file);
            ReadLines(text, verifier);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or EndOfStreamException)
        {
            verifier.Unreadable(unreadable.Message);
        }

        return verifier.Finish();
    }

    private static Stream Unpack(Stream file)
    {
        var reader = new BufferedStream(file);
        Span<byte> magic = stackalloc byte[2];
        var read = reader.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        reader.Position = 0;
        return read == 2 && magic.SequenceEqual<byte>([0x1f, 0x8b]) ? new GZipStream(reader, CompressionMode.Decompress) : reader;
    }

    private static void ReadLines(Stream text, ProofVerifier verifier)
    {
        var buffer = new byte[64 * 1024];
        var (begin, end) = (0, 0);
        while (true)
        {
            if (buffer.AsSpan(begin, end - begin).IndexOf((byte)'\n') is >= 0 and var length)
            {
                verifier.Read(buffer.AsMemory(begin, length));
                begin += length + 1;
                continue;
            }

            buffer.AsSpan(begin, end - begin).CopyTo(buffer);
            (begin, end) = (0, end - begin);
            if (end > ProofVerifier.LineBytesMax)
                throw new InvalidDataException($"A line is longer than {ProofVerifier.LineBytesMax} bytes.");
            if (end == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
            var read = text.Read(buffer, end, buffer.Length - end);
            if (read == 0)
                break;
            end += read;
        }

        if (end > begin)
            throw new InvalidDataException("The last line has no end.");
    }
}
