using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Stampede.Server.Http;

/// <summary>
/// All files of the web app, in memory and compressed once at the start: a crowd that opens the page in the minute of
/// the drop costs neither disk nor compression.
/// </summary>
internal sealed class WebFiles
{
    private readonly FrozenDictionary<string, WebFile> byPath;

    public WebFiles(IEnumerable<WebFile> files) => byPath = files.ToFrozenDictionary(file => file.Path, StringComparer.OrdinalIgnoreCase);

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

    /// <summary>A file that the build named by its content: by the name that it had before.</summary>
    public WebFile? FindAsset(string name, string extension) => byPath.Values.FirstOrDefault(file =>
        file.Path.StartsWith($"/assets/{name}-", StringComparison.Ordinal) && file.Path.EndsWith(extension, StringComparison.Ordinal));
}

/// <summary>An answer that is the same for everybody: compressed once, and asked for again by its tag.</summary>
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

    public ReadOnlyMemory<byte> Content => plain;

    /// <summary>May be kept, and is to be asked for again each time: unchanged, it costs 304.</summary>
    public const string AskFirst = "no-cache";

    /// <param name="cacheControl">How long it may be kept without asking.</param>
    public IResult Answer(HttpContext context, string cacheControl)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = cacheControl;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var (body, encoding) = For(context.Request.Headers.AcceptEncoding);
        if (encoding is not null)
            headers.ContentEncoding = encoding;
        // By and by: written at once, all of it would be kept for a client that does not read.
        return TypedResults.Stream(new MemoryStream(body, writable: false), ContentType, entityTag: Tag(encoding));
    }

    /// <summary>The smallest form that the caller takes.</summary>
    private (byte[] Body, string? Encoding) For(IList<string> acceptEncoding)
    {
        if (brotli is not null && ContentCodings.Takes(acceptEncoding, "br"))
            return (brotli, "br");
        return gzip is not null && ContentCodings.Takes(acceptEncoding, "gzip") ? (gzip, "gzip") : (plain, null);
    }

    /// <summary>Each form is a representation of its own.</summary>
    private EntityTagHeaderValue Tag(string? encoding) => new($"\"{hash}{(encoding is null ? "" : $"-{encoding}")}\"");

    private byte[] Compress(Func<Stream, Stream> wrap)
    {
        using var output = new MemoryStream();
        using (var compressing = wrap(output))
            compressing.Write(plain);
        return output.ToArray();
    }
}
