using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace Stampede.Server.Hosting;

internal static class ListenErrors
{
    /// <exception cref="StartException">An address cannot be listened on.</exception>
    public static async Task ListenAsync(this WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception fault) when (OfSocket(fault) is { } reason)
        {
            throw new StartException(
                $"Cannot listen on {AddressesOf(app.Configuration)}: {reason} Name other addresses with ASPNETCORE_URLS, or end what is there.", fault);
        }
    }

    private static string AddressesOf(IConfiguration configuration)
    {
        string?[] named =
        [
            configuration["urls"],
            configuration["http_ports"] is { Length: > 0 } http ? $"port {http}" : null,
            configuration["https_ports"] is { Length: > 0 } https ? $"port {https}" : null,
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]),
        ];
        return named.Any(address => !string.IsNullOrEmpty(address))
            ? string.Join(' ', named.Where(address => !string.IsNullOrEmpty(address)))
            : SettingsTable.Place.Urls.Default!;
    }

    /// <returns>Null: not about listening.</returns>
    private static string? OfSocket(Exception? fault)
    {
        string? reason = null;
        for (; fault is not null; fault = fault.InnerException)
        {
            switch (fault)
            {
                case NpgsqlException:
                    return null;
                case AddressInUseException:
                    return "another program listens there.";
                case SocketException socket:
                    reason = socket.SocketErrorCode switch
                    {
                        SocketError.AccessDenied => "this user may not; below port 1024 that takes a right of its own.",
                        SocketError.AddressNotAvailable => "this machine has no such address.",
                        _ => $"{socket.Message}.",
                    };
                    break;
            }
        }

        return reason;
    }
}
