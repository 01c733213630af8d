using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Crowd;

/// <summary>
/// One keep-alive connection, one request at a time: take an errand, write it, read the answer, take the next. By hand, because a general
/// client costs several times as much processor, and the crowd shares the machine with the server that it measures.
/// </summary>
internal sealed class CrowdConnection(Dialer dialer, RequestBytes requests, byte[][] tokens, CrowdEngine engine) : IDisposable
{
    private static readonly TimeSpan BetweenDials = TimeSpan.FromMilliseconds(100);

    private readonly ResponseReader response = new();
    private readonly byte[] request = new byte[RequestBytes.SizeMax];
    private Dialed? line;
    private bool isUsed;
    private long sentTimestamp;

    /// <summary>Age of the request that has no answer yet. Zero when there is none.</summary>
    public TimeSpan Waiting(long timestamp) => Volatile.Read(ref sentTimestamp) is var sent and not 0 ? Stopwatch.GetElapsedTime(sent, timestamp) : TimeSpan.Zero;

    /// <summary>Ends a request that hangs: its read fails, and its outcome is unknown.</summary>
    public void Abort() => Volatile.Read(ref line)?.Dispose();

    public async Task OpenAsync(CancellationToken cancellation) => (line, isUsed) = (await dialer.DialAsync(cancellation), false);

    /// <summary>Returns when the rehearsal is over.</summary>
    public async Task RunAsync(ChannelReader<Errand> errands, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                if (line is null)
                    await DialAgainAsync(cancellation);
                if (!errands.TryRead(out var errand))
                {
                    errand = await errands.ReadAsync(cancellation);
                    if (IsStale())
                    {
                        HangUp();
                        engine.PutBack(errand);
                        continue;
                    }
                }

                await AskAsync(errand);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The rehearsal is over.
        }
    }

    public void Dispose() => line?.Dispose();

    private async Task AskAsync(Errand errand)
    {
        var sent = Stopwatch.GetTimestamp();
        Volatile.Write(ref sentTimestamp, sent);
        Answer answer;
        try
        {
            line!.Stream.Write(request, 0, requests.Write(errand, tokens[errand.Visit.Shopper], request));
            while (!response.TryRead())
            {
                var count = await line.Stream.ReadAsync(response.Free);
                response.Arrived(count > 0 ? count : throw new IOException());
            }

            answer = AnswerReader.Read(errand.Kind, response.Status, response.RetryAfterSeconds, response.Body);
            response.Consume();
            isUsed = true;
        }
        catch (Exception broken) when (broken is MalformedResponseException || IsBroken(broken))
        {
            // Nobody knows whether the request took effect.
            answer = new Answer(0, broken is MalformedResponseException ? broken.Message : "connection lost");
            HangUp();
        }

        Volatile.Write(ref sentTimestamp, 0);
        engine.Came(errand, answer, engine.Clock.ToRun(sent));
    }

    /// <summary>
    /// Whether the target closed the connection, or wrote to it, while nothing was asked. On a new TLS connection something may be read all
    /// the same: the server's session tickets.
    /// </summary>
    private bool IsStale() => line!.Socket.Poll(0, SelectMode.SelectRead) && (isUsed || line.Socket.Available == 0);

    private void HangUp()
    {
        line?.Dispose();
        line = null;
        response.Reset();
    }

    private async Task DialAgainAsync(CancellationToken cancellation)
    {
        while (line is null)
        {
            try
            {
                await OpenAsync(cancellation);
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                // The target may be starting again: try until it is back.
                await Task.Delay(BetweenDials, cancellation);
            }
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or AuthenticationException or InvalidOperationException;
}
