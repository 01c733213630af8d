using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Stampede.Server.Edge;

namespace Stampede.Server.Web;

/// <summary>
/// All files of the web app, in memory and compressed once at the start: a crowd that opens the page in the minute of
/// the drop costs neither disk nor compression.
/// </summary>
internal sealed class WebFiles
{
    private readonly FrozenDictionary<string, WebFile> byPath;

    private WebFiles(IEnumerable<WebFile> files) => byPath = files.ToFrozenDictionary(file => file.Path, StringComparer.Ordinal);

    /// <param name="folder">Absent where the web app was not built: then there are no files.</param>
    public static WebFiles Load(string folder)
    {
        if (!Directory.Exists(folder))
            return new([]);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        return new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).AsParallel().Select(file => new WebFile(
            "/" + Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'),
            types.TryGetContentType(file, out var type) ? type : "application/octet-stream",
            File.ReadAllBytes(file))));
    }

    public WebFile? Find(string path) => byPath.GetValueOrDefault(path);
}

internal sealed class WebFile
{
    private readonly byte[] plain;
    private readonly byte[]? gzip;
    private readonly byte[]? brotli;
    private readonly string hash;

    public WebFile(string path, string contentType, byte[] content)
    {
        (Path, plain) = (path, content);
        hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12));
        var isText = contentType.StartsWith("text/", StringComparison.Ordinal)
            || contentType is "application/javascript" or "application/json" or "application/manifest+json" or "image/svg+xml";
        ContentType = isText && !contentType.StartsWith("image/", StringComparison.Ordinal) ? $"{contentType}; charset=utf-8" : contentType;
        if (!isText)
            return;
        gzip = Compress(output => new GZipStream(output, CompressionLevel.Optimal));
        brotli = Compress(output => new BrotliStream(output, CompressionLevel.Optimal));
    }

    public string Path { get; }

    public string ContentType { get; }

    /// <summary>The smallest form that the caller takes.</summary>
    public (byte[] Body, string? Encoding) For(IList<string> acceptEncoding)
    {
        if (brotli is not null && ContentCodings.Takes(acceptEncoding, "br"))
            return (brotli, "br");
        return gzip is not null && ContentCodings.Takes(acceptEncoding, "gzip") ? (gzip, "gzip") : (plain, null);
    }

    /// <summary>Each form is a representation of its own.</summary>
    public EntityTagHeaderValue Tag(string? encoding) => new($"\"{hash}{(encoding is null ? "" : $"-{encoding}")}\"");

    private byte[] Compress(Func<Stream, Stream> wrap)
    {
        using var output = new MemoryStream();
        using (var compressing = wrap(output))
            compressing.Write(plain);
        return output.ToArray();
    }
}
