using System.Text;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Tests;

public class ResponseReaderTests
{
    private const string Granted = """{"id":"r1","dropId":"d","quantity":1,"variant":{"id":"not this"},"createdAt":"2026-01-31T10:00:00.000Z","expiresAt":"2026-01-31T10:00:05.000Z","dropVersion":42}""";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Responses_are_read_however_they_are_cut(int pieces)
    {
        var bytes = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {Granted.Length}\r\n\r\n{Granted}"
            + "HTTP/1.1 409 Conflict\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{\"code\":\"\r\na\r\nsold_out\"}\r\n0\r\n\r\n"
            + "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\ncontent-length: 21\r\n\r\n{\"code\":\"overloaded\"}"
            + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        var seen = ReadAll(bytes, pieces);

        seen.ShouldBe([(201, 0, Granted), (409, 0, "{\"code\":\"sold_out\"}"), (503, 2, "{\"code\":\"overloaded\"}"), (200, 0, "")]);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public void What_is_no_response_is_refused(string text) =>
        Should.Throw<MalformedResponseException>(() => ReadAll(Encoding.ASCII.GetBytes(text), 100));

    [Fact]
    public void A_grant_is_read_from_its_own_properties()
    {
        var answer = AnswerReader.Read(ErrandKind.Reserve, 201, 0, Encoding.UTF8.GetBytes(Granted));

        (answer.Outcome, answer.Id, answer.DropVersion).ShouldBe(("granted", "r1", 42));
        (answer.ExpiresAt - answer.CreatedAt).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(409, """{"type":"about:blank","code":"all_held","status":409}""", "all_held")]
    [InlineData(409, """{"code":"something_new"}""", "something_new")]
    [InlineData(502, "<html>", "unreadable 502")]
    [InlineData(500, "{}", "status 500")]
    [InlineData(201, "{}", "accepted without an id")]
    [InlineData(201, "oops", "unreadable 201")]
    public void Every_answer_has_an_outcome(int status, string body, string outcome)
    {
        var answer = AnswerReader.Read(ErrandKind.Reserve, status, 0, Encoding.UTF8.GetBytes(body));

        answer.Outcome.ShouldBe(outcome);
        answer.Accepted.ShouldBeFalse();
    }

    private static List<(int Status, int RetryAfter, string Body)> ReadAll(byte[] bytes, int pieces)
    {
        var reader = new ResponseReader();
        var seen = new List<(int, int, string)>();
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(Math.Min(pieces, bytes.Length - at), reader.Free.Length);
            bytes.AsMemory(at, count).CopyTo(reader.Free);
            reader.Arrived(count);
            at += count;
            while (reader.TryRead())
            {
                seen.Add((reader.Status, reader.RetryAfterSeconds, Encoding.ASCII.GetString(reader.Body)));
                reader.Consume();
            }
        }

        return seen;
    }
}
