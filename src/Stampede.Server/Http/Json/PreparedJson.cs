using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace Stampede.Server.Http;

/// <summary>JSON for all who asked at the same time: serialised once, and compressed once if one of them takes gzip.</summary>
internal sealed class PreparedJson
{
    /// <summary>Less than this fits into a packet or two uncompressed.</summary>
    private const int CompressedMinBytes = 2_048;

    private readonly Lazy<Task<byte[]>> gzip;

    public PreparedJson(byte[] plain)
    {
        Plain = plain;
        gzip = new(() => Task.Run(Compress));
    }

    public byte[] Plain { get; }

    /// <param name="acceptEncoding">The caller's <c>Accept-Encoding</c>.</param>
    /// <returns>The content coding, or null where there is none.</returns>
    public async ValueTask<(byte[] Body, string? Encoding)> ForAsync(IList<string> acceptEncoding) =>
        Plain.Length >= CompressedMinBytes && ContentCodings.Takes(acceptEncoding, "gzip") ? (await gzip.Value, "gzip") : (Plain, null);

    private byte[] Compress()
    {
        using var compressed = new MemoryStream(Plain.Length / 4);
        using (var writing = new GZipStream(compressed, CompressionLevel.Fastest))
            writing.Write(Plain);
        return compressed.ToArray();
    }
}

/// <summary>What a caller's <c>Accept-Encoding</c> says.</summary>
internal static class ContentCodings
{
    /// <returns>Whether the coding is named, and not refused by <c>;q=0</c>.</returns>
    public static bool Takes(IList<string> acceptEncoding, string coding) =>
        StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var taken)
        && taken.Any(one => one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);
}
