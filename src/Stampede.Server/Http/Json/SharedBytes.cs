namespace Stampede.Server.Http;

internal static class SharedBytes
{
    private const int SliceBytes = 16 * 1024;

    /// <summary>
    /// Writes bytes that many callers share, slice by slice as the connection has room: written at once, all of them would be
    /// copied for each caller, and kept for as long as the caller does not read.
    /// </summary>
    public static async ValueTask WriteSharedAsync(this HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        for (; bytes.Length > SliceBytes; bytes = bytes[SliceBytes..])
            await response.Body.WriteAsync(bytes[..SliceBytes], cancellation);
        await response.Body.WriteAsync(bytes, cancellation);
    }
}
