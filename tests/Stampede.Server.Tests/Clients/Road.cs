using System.Net;

namespace Stampede.Server.Tests.Clients;

/// <summary>The way to a real server, on which things go wrong as the test says.</summary>
internal sealed class Road() : DelegatingHandler(new SocketsHttpHandler())
{
    private TaskCompletionSource cut = new();

    /// <summary>How many answers are lost from now on: the server has done what was asked.</summary>
    public int AnswersToLose { get; set; }

    /// <summary>Stand in for the server's own from now on.</summary>
    public Queue<Func<HttpResponseMessage>> Refusals { get; } = new();

    public List<string> Seen { get; } = [];

    /// <summary>Ends every answer that goes on.</summary>
    public void Cut()
    {
        var before = Interlocked.Exchange(ref cut, new());
        before.SetResult();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Seen.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
        if (Refusals.TryDequeue(out var refusal))
            return refusal();
        var response = await base.SendAsync(request, cancellationToken);
        if (AnswersToLose > 0)
        {
            AnswersToLose--;
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded);
        }

        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            response.Content = new StreamContent(new Cuttable(await response.Content.ReadAsStreamAsync(cancellationToken), cut.Task));
        return response;
    }

    public static HttpResponseMessage Overloaded(TimeSpan wait) => new(HttpStatusCode.ServiceUnavailable)
    {
        Content = new StringContent("""{"code": "overloaded", "title": "Too busy"}""", null, "application/problem+json"),
        Headers = { RetryAfter = new(wait) },
    };

    private sealed class Cuttable(Stream inner, Task cut) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = inner.ReadAsync(buffer, cancellationToken).AsTask();
            return await Task.WhenAny(read, cut) == read ? await read : 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
