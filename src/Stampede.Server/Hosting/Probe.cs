using System.Net;
using System.Net.Sockets;

namespace Stampede.Server.Hosting;

/// <summary>A health check for where there is no other program to ask with, as in a container: the server asks the one beside it.</summary>
internal static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Where the server with the same settings listens, seen from its own machine.</summary>
    public static Uri AddressOf(IConfiguration configuration)
    {
        string[] listened =
        [
            .. (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            .. Ports("http"), .. Ports("https"),
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
        ];
        // Without https where it can be had: no certificate is made for the name localhost.
        var address = BindingAddress.Parse(listened.OrderBy(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)).FirstOrDefault() ?? SettingsTable.Place.Urls.Default!);
        var host = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
            ? ip.Equals(IPAddress.Any) ? "127.0.0.1" : ip.Equals(IPAddress.IPv6Any) ? "[::1]" : address.Host
            : address.Host is "*" or "+" ? "localhost" : address.Host;
        return new Uri($"{address.Scheme}://{host}:{address.Port}");

        IEnumerable<string> Ports(string scheme) =>
            (configuration[$"{scheme}_ports"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => $"{scheme}://localhost:{port}");
    }

    /// <param name="question">live or ready.</param>
    public static async Task<(bool IsYes, string Words)> AskAsync(Uri address, string question)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
#pragma warning disable CA5359 // It asks its own machine, where no certificate has the name, and sends nothing that is worth anything.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var client = new HttpClient(handler) { BaseAddress = address, Timeout = Patience, MaxResponseContentBufferSize = 64 * 1024 };
        try
        {
            using var answer = await client.GetAsync(new Uri($"/health/{question}", UriKind.Relative));
            return (answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}".ReplaceLineEndings(" "));
        }
        catch (TaskCanceledException)
        {
            return (false, $"No answer from {address} within {Patience.TotalSeconds} s.");
        }
        catch (HttpRequestException unreachable)
        {
            return (false, $"No answer from {address}: {(unreachable.InnerException is SocketException socket ? socket.Message : unreachable.Message)}");
        }
    }
}
