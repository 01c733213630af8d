using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Crowd;

/// <summary>
/// One keep-alive connection, one request at a time. Whoever has an errand writes it straight to the socket; one
/// endless read takes the answers. That is all a crowd needs, at a small part of the cost of a general client.
/// </summary>
internal sealed class CrowdConnection(Dialer dialer, RequestBytes requests, CrowdEngine engine) : IDisposable
{
    private readonly ResponseReader response = new();
    private readonly byte[] request = new byte[RequestBytes.SizeMax];
    private readonly Lock writing = new();
    private Stream? stream;
    private Errand? errand;
    private long sentTimestamp;

    /// <summary>Free to be taken. Only with the engine's gate held.</summary>
    public bool Idle { get; set; }

    /// <summary>The unanswered request's age, for the one who looks for hung ones; zero when there is none.</summary>
    public TimeSpan Waiting(long timestamp) =>
        Volatile.Read(ref errand) is null ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Volatile.Read(ref sentTimestamp), timestamp);

    /// <summary>Lets the read fail, so that a hung request becomes an unknown outcome.</summary>
    public void Abort() => Volatile.Read(ref stream)?.Dispose();

    public async Task OpenAsync(CancellationToken cancellation) => stream = await dialer.DialAsync(cancellation);

    /// <summary>Takes answers, and dials again when the connection breaks, until the rehearsal is over.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var why = await ReadUntilBrokenAsync();
            response.Reset();
            stream?.Dispose();
            stream = null;
            if (cancellation.IsCancellationRequested)
                return;
            if (await TakeUnansweredAsync() is { } unanswered)
                engine.Lost(unanswered, why, engine.Clock.ToRun(sentTimestamp));
            if (!await DialAgainAsync(cancellation))
                return;
            engine.Free(this);
        }
    }

    /// <summary>Only by who has taken this connection from the idle ones.</summary>
    public void Send(Errand next, byte[] token)
    {
        lock (writing)
        {
            var length = requests.Write(next, token, request);
            Volatile.Write(ref sentTimestamp, Stopwatch.GetTimestamp());
            Volatile.Write(ref errand, next);
            try
            {
                // A broken connection shows at the read too, which is where it is dealt with.
                stream?.Write(request, 0, length);
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                Abort();
            }
        }
    }

    public void Dispose() => stream?.Dispose();

    private async Task<string> ReadUntilBrokenAsync()
    {
        try
        {
            while (true)
            {
                var count = await stream!.ReadAsync(response.Free);
                if (count == 0)
                    return "connection closed";
                response.Arrived(count);
                if (!response.TryRead())
                    continue;
                var now = engine.Clock.Now;
                if (Interlocked.Exchange(ref errand, null) is not { } answered)
                    return "an answer to nothing";
                var answer = AnswerReader.Read(answered.Kind, response.Status, response.RetryAfterSeconds, response.Body);
                response.Consume();
                engine.Came(this, answered, answer, engine.Clock.ToRun(sentTimestamp), now);
            }
        }
        catch (MalformedResponseException malformed)
        {
            return malformed.Message;
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return "connection lost";
        }
    }

    private async Task<Errand?> TakeUnansweredAsync()
    {
        while (true)
        {
            if (Interlocked.Exchange(ref errand, null) is { } unanswered)
                return unanswered;
            if (engine.Withdraw(this))
                return null;
            // Taken a moment ago by the time keeper, who is about to hand over the errand.
            await Task.Yield();
        }
    }

    private async Task<bool> DialAgainAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                stream = await dialer.DialAsync(cancellation);
                return true;
            }
            catch (Exception broken) when (IsBroken(broken))
            {
                // The target may be starting again: keep knocking, gently.
                await Task.Delay(100, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or AuthenticationException or InvalidOperationException;
}
