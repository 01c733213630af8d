using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stampede.Browser.Tests;

/// <summary>A page of somebody else, on an origin of its own, with a Content-Security-Policy as strict as the widget's documentation says it may be.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;
    private string answer = "";

    public OtherSite()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public string Origin => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>From now on every address of the site has this page.</summary>
    public void Show(Uri shop, string language, string body)
    {
        var from = shop.GetLeftPart(UriPartial.Authority);
        var page = $"""<!doctype html><html lang="{language}"><meta charset="utf-8"><title>A blog</title><script type="module" src="{from}/embed/v1.js"></script><body>{body}""";
        answer = $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\nConnection: close\r\n"
            + $"Content-Security-Policy: default-src 'none'; script-src {from}; connect-src {from}; require-trusted-types-for 'script'\r\n\r\n{page}";
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await serving;
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                await AnswerAsync(await listener.AcceptTcpClientAsync(stopping.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var from = client;
        try
        {
            using var reader = new StreamReader(from.GetStream(), leaveOpen: true);
            while (await reader.ReadLineAsync(stopping.Token) is { Length: > 0 })
            {
                // Whatever is asked, there is one page.
            }

            await from.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer), stopping.Token);
        }
        catch (IOException)
        {
            // The browser opened a connection for later, and closed it.
        }
    }
}
