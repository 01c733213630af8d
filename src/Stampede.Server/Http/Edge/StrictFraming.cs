using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Stampede.Server.Http;

/// <summary>
/// Where one request ends and the next begins must be clear. A proxy in front that reads it in another way would let one
/// caller's request pass for another's (request smuggling). Kestrel is lenient in three places, and is made strict here.
/// </summary>
internal static class StrictFraming
{
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>Where Kestrel puts the length of a request that also has a Transfer-Encoding.</summary>
    private const string OverruledLength = "X-Content-Length";

    public static void BeStrict(this KestrelServerOptions options)
    {
        AppContext.SetSwitch(NoBareLineFeeds, true);
        // Kestrel takes "+2" for a length. What decodes to anything but digits it refuses.
        options.RequestHeaderEncodingSelector = static name =>
            name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? DigitsOnly.Instance : null;
    }

    /// <summary>Refuses a request that says in two ways how long it is, and HTTP/1.0, which knows no chunks, with chunks.</summary>
    public static IApplicationBuilder UseOneLength(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || !headers.ContainsKey(OverruledLength) && !HttpProtocol.IsHttp10(context.Request.Protocol))
            return next(context);
        context.Response.Headers.Connection = "close";
        return ApiProblem.Of(ProblemKinds.BadRequest, "The request says in two ways how long it is, or in one that its HTTP version does not know. Send a Content-Length alone.").ExecuteAsync(context);
    });

    /// <summary>ASCII digits as they are; a sign for all else, which no number has in its middle or alone.</summary>
    private sealed class DigitsOnly : Encoding
    {
        public static readonly DigitsOnly Instance = new();

        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
            Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            for (var i = 0; i < byteCount; i++)
                chars[charIndex + i] = char.IsAsciiDigit((char)bytes[byteIndex + i]) ? (char)bytes[byteIndex + i] : '?';
            return byteCount;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;
    }
}
