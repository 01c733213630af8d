using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Tests;

/// <summary>One shopper over one connection, and a target that does not always keep it.</summary>
public sealed partial class CrowdEngineTests : IDisposable
{
    private const string SoldOut = "HTTP/1.1 409 Conflict\r\nContent-Length: 19\r\n\r\n{\"code\":\"sold_out\"}";
    private readonly TcpListener target = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource bounded = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public CrowdEngineTests() => bounded.CancelAfter(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task A_connection_that_the_target_closed_while_it_was_idle_is_opened_again_and_costs_no_answer()
    {
        using var engine = await ConnectAsync();
        (await target.AcceptTcpClientAsync(bounded.Token)).Close();
        var playing = PlayAsync(engine);
        using var second = await target.AcceptTcpClientAsync(bounded.Token);
        await ReadAsync(second);
        await AnswerAsync(second);
        await playing;

        Outcomes(engine).ShouldBe(["1 × sold_out"]);
    }

    [Fact]
    public async Task A_request_on_which_the_connection_breaks_is_unknown_and_is_sent_again_with_its_key()
    {
        using var engine = await ConnectAsync();
        using var first = await target.AcceptTcpClientAsync(bounded.Token);
        var playing = PlayAsync(engine);
        var asked = await ReadAsync(first);
        first.Close();
        using var second = await target.AcceptTcpClientAsync(bounded.Token);
        var again = await ReadAsync(second);
        await AnswerAsync(second);
        await playing;

        Key().Match(again).Value.ShouldBe(Key().Match(asked).Value);
        Outcomes(engine).ShouldBe(["1 × connection lost", "1 × sold_out"]);
        engine.Log.UnknownReserves.ShouldBe(0, "the answer to the second says what became of the first: they have one key");
    }

    public void Dispose()
    {
        target.Dispose();
        bounded.Dispose();
    }

    private async Task<CrowdEngine> ConnectAsync()
    {
        target.Start();
        var dialer = await Dialer.ToAsync(new Uri($"http://{target.LocalEndpoint}"), bounded.Token);
        var plan = new CrowdPlan([new Visit(0, 0, 0, false, 0, Intent.LetLapse, 0, 0)], new bool[1]);
        var requests = new RequestBytes(dialer.Host, "d", ["v"], 1, "prefix");
        var engine = new CrowdEngine(new Scenario { Customers = 1, Connections = 1 }, plan, new RunClock(TimeSpan.Zero), ["token"u8.ToArray()], dialer, requests);
        await engine.ConnectAsync(bounded.Token);
        return engine;
    }

    private Task PlayAsync(CrowdEngine engine)
    {
        engine.Clock.OpensAt(DateTimeOffset.UtcNow);
        return engine.PlayAsync(bounded.Token);
    }

    private async Task<string> ReadAsync(TcpClient connection)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith('}'))
        {
            var count = await connection.GetStream().ReadAsync(buffer, bounded.Token);
            count.ShouldBeGreaterThan(0, "a whole request");
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private async Task AnswerAsync(TcpClient connection) =>
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(SoldOut), bounded.Token);

    private static IEnumerable<string> Outcomes(CrowdEngine engine) => engine.Log.Latencies.Select(row => $"{row.Value.Count} × {row.Key.Outcome}").Order();

    [GeneratedRegex("Idempotency-Key: \\S+")]
    private static partial Regex Key();
}
