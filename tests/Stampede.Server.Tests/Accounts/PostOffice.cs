using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using MimeKit;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>A mail server on a port of its own: takes each letter by SMTP (RFC 5321) and keeps it.</summary>
internal sealed class PostOffice : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource closing = new();
    private readonly Channel<(string To, string Text)> letters = Channel.CreateUnbounded<(string, string)>();
    private readonly Task open;
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> asked = new();
    private int refusals;

    /// <param name="refusalsFirst">So many letters are turned away with a temporary failure before one is taken.</param>
    /// <param name="port">0: any.</param>
    public PostOffice(int refusalsFirst = 0, int port = 0)
    {
        refusals = refusalsFirst;
        listener = new(IPAddress.Loopback, port);
        listener.Start();
        open = ServeAsync();
    }

    /// <summary>Mailboxes whose name begins so are turned away for good; null: none.</summary>
    public string? RefusedForGood { get; init; }

    /// <summary>Mailboxes whose name begins so are asked to come back later, however often they do.</summary>
    public string? PutOff { get; init; }

    /// <summary>To mail for mailboxes whose name begins so nothing is answered.</summary>
    public string? Silent { get; init; }

    /// <summary>How often mail was to be delivered to mailboxes whose name begins so.</summary>
    public int Asked(string name) => asked.Count(to => to.StartsWith(name, StringComparison.Ordinal));

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public Dictionary<string, string?> Settings => new()
    {
        ["Stampede:Mail:Host"] = "127.0.0.1",
        ["Stampede:Mail:Port"] = $"{Port}",
        ["Stampede:Mail:Tls"] = "false",
        ["Stampede:Mail:From"] = "shop@example.com",
        ["Stampede:PublicUrl"] = "https://shop.example",
        ["Stampede:Reservations:RequireConfirmedAccount"] = "true",
    };

    public async Task<(string To, string Text)> NextAsync()
    {
        using var bounded = new CancellationTokenSource(Until.Patience);
        return await letters.Reader.ReadAsync(bounded.Token);
    }

    public bool IsEmpty => letters.Reader.Count == 0;

    /// <summary>The next letter whose subject begins so; those before it are passed over.</summary>
    /// <param name="to">Passes over those to others, which another test may have left. Null: to anybody.</param>
    public async Task<OpenedLetter> NextAsync(string subject, string? to = null)
    {
        while (true)
        {
            if (Read((await NextAsync()).Text) is var letter && letter.Subject.StartsWith(subject, StringComparison.Ordinal) && (to is null || letter.To == to))
                return letter;
        }
    }

    public static OpenedLetter Read(string letter)
    {
        using var raw = new MemoryStream(Encoding.ASCII.GetBytes(letter));
        return new(MimeMessage.Load(raw));
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
        await open;
        closing.Dispose();
    }

    private async Task ServeAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(closing.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }

        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // The caller went, or closed.
            }
        }
    }

    private string? Answer(string to) =>
        RefusedForGood is not null && to.StartsWith(RefusedForGood, StringComparison.Ordinal) ? "550 no such mailbox"
        : PutOff is not null && to.StartsWith(PutOff, StringComparison.Ordinal) ? "450 come back later"
        : null;

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 post office");
        var to = "";
        while (await reader.ReadLineAsync(closing.Token) is { } line)
        {
            if (line.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase))
            {
                to = line[8..].Trim('<', '>', ' ');
                asked.Enqueue(to);
                if (Silent is not null && to.StartsWith(Silent, StringComparison.Ordinal))
                    await Task.Delay(Timeout.Infinite, closing.Token);
                if (Answer(to) is { } no)
                {
                    await writer.WriteLineAsync(no);
                    continue;
                }
            }

            if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
            {
                await writer.WriteLineAsync("221 bye");
                return;
            }

            if (!line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
            {
                await writer.WriteLineAsync("250 ok");
                continue;
            }

            await writer.WriteLineAsync("354 go on");
            var text = new StringBuilder();
            while (await reader.ReadLineAsync(closing.Token) is { } part && part != ".")
                text.AppendLine(part);
            if (Interlocked.Decrement(ref refusals) >= 0)
            {
                await writer.WriteLineAsync("451 come back later");
                continue;
            }

            letters.Writer.TryWrite((to, text.ToString()));
            await writer.WriteLineAsync("250 taken");
        }
    }
}

/// <summary>A letter as its reader's program shows it.</summary>
internal sealed record OpenedLetter(MimeMessage Whole)
{
    public string To => Whole.To.ToString();

    public string Subject => Whole.Subject ?? "";

    public string Text => Whole.TextBody ?? throw new InvalidDataException("The letter has no text.");

    public string Html => Whole.HtmlBody ?? throw new InvalidDataException("The letter has no HTML.");
}
