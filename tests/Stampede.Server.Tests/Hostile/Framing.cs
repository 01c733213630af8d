using System.Net;
using System.Net.Sockets;
using System.Text;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>What two readers could cut into requests in two ways is no request.</summary>
public sealed class Framing(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Post = "POST /api/v1/probe/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    public static TheoryData<string, string> Ambiguous { get; } = new()
    {
        { "a bare line feed ends the request line", "GET /health/live HTTP/1.1\nHost: x\r\n\r\n" },
        { "a bare line feed ends a header", "GET /health/live HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n" },
        { "bare line feeds throughout", "GET /health/live HTTP/1.1\nHost: x\n\n" },
        { "a bare line feed ends the headers", "GET /health/live HTTP/1.1\r\nHost: x\r\n\n" },
        { "a bare carriage return in a header", "GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: b\rX-C: d\r\n\r\n" },
        { "+2", Post + "Content-Length: +2\r\n\r\n{}" },
        { "-2", Post + "Content-Length: -2\r\n\r\n{}" },
        { "2,2", Post + "Content-Length: 2,2\r\n\r\n{}" },
        { "2, 2", Post + "Content-Length: 2, 2\r\n\r\n{}" },
        { "2 2", Post + "Content-Length: 2 2\r\n\r\n{}" },
        { "0x2", Post + "Content-Length: 0x2\r\n\r\n{}" },
        { "2.0", Post + "Content-Length: 2.0\r\n\r\n{}" },
        { "2_", Post + "Content-Length: 2_\r\n\r\n{}" },
        { "nothing for a length", Post + "Content-Length:\r\n\r\n{}" },
        { "more than a number holds", Post + "Content-Length: 99999999999999999999\r\n\r\n{}" },
        { "two lengths", Post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" },
        { "the same length twice", Post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" },
        { "a space before the colon", Post + "Content-Length : 2\r\n\r\n{}" },
        { "a folded header", "GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n" },
        { "a folded length", Post + "Content-Length:\r\n 2\r\n\r\n{}" },
        { "a length and chunks", Post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "chunks and a length", Post + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "an unknown coding", Post + "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "chunks, but not at last", Post + "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "a chunk of +2", Post + "Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n" },
        { "a chunk of 0x2", Post + "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n" },
        { "a chunk of 2 and junk", Post + "Transfer-Encoding: chunked\r\n\r\n2z\r\n{}\r\n0\r\n\r\n" },
        { "a chunk of too much", Post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n" },
        { "a chunk that a bare line feed ends", Post + "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n" },
        { "a chunk that is longer than it says", Post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n" },
        { "chunks by HTTP/1.0", Post.Replace("1.1", "1.0", StringComparison.Ordinal) + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "no host", "GET /health/live HTTP/1.1\r\n\r\n" },
        { "two hosts", "GET /health/live HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" },
        { "a NUL in a header", "GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: b\0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task What_is_ambiguous_is_refused_and_the_connection_closed(string what, string request)
    {
        // What stands behind it must never be answered.
        var answers = await SendAsync(request + "GET /api/v1/probe/anybody HTTP/1.1\r\nHost: x\r\n\r\n");
        answers.ShouldStartWith("HTTP/1.1 400 ", customMessage: what);
        answers.ShouldNotContain("nobody", customMessage: what);
        answers.Split("HTTP/1.1 ").Length.ShouldBe(2, what);
    }

    [Theory]
    [InlineData("Content-Length: 13\r\n\r\n{\"count\": 12}")]
    [InlineData("Content-Length:13\r\n\r\n{\"count\": 12}")]
    [InlineData("Content-Length:  13 \r\n\r\n{\"count\": 12}")]
    [InlineData("Content-Length: 013\r\n\r\n{\"count\": 12}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nD\r\n{\"count\": 12}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nd;name=value\r\n{\"count\": 12}\r\n0\r\n\r\n")]
    public async Task What_is_plain_is_taken_and_the_connection_goes_on(string rest)
    {
        var answers = await SendAsync(Post + rest + "GET /api/v1/probe/anybody HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        answers.ShouldStartWith("HTTP/1.1 200 ");
        answers.ShouldContain("12");
        answers.ShouldContain("nobody");
    }

    /// <returns>All that was answered until the server closed the connection.</returns>
    private async Task<string> SendAsync(string request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, shared.Server.Address.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        using var bounded = new CancellationTokenSource(Until.Patience);
        var said = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, bounded.Token) is > 0 and var length)
                said.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (SocketException)
        {
            // Cut off: closed all the same.
        }

        return said.ToString();
    }
}
