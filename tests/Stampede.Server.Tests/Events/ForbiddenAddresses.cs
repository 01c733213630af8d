using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Events;
using Stampede.Server.Hosting;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Events;

/// <summary>
/// Addresses inside of the shop's own network, however they are written: nobody there hears of a webhook. The listener stands at every address of this machine, on
/// one of the two ports that webhooks may have.
/// </summary>
public sealed class ForbiddenAddresses : IAsyncLifetime
{
    private static readonly string[] Inside =
    [
        "127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "[::ffff:127.0.0.1]", "169.254.169.254", "0x7f000001", "2130706433", "0177.0.0.1", "127.1", "0.0.0.0", "[fd00:ec2::254]", "localhost", "LOCALHOST",
        "x.localhost", "localhost.", "[::]",
    ];

    private readonly Dictionary<string, Queue<IPAddress[]>> names = new()
    {
        ["inside.example"] = new([[IPAddress.Loopback]]),
        ["both.example"] = new([[IPAddress.Parse("93.184.215.14"), IPAddress.Loopback]]),
        ["mapped.example"] = new([[IPAddress.Parse("::ffff:127.0.0.1")]]),
        ["metadata.example"] = new([[IPAddress.Parse("169.254.169.254")]]),
        ["carrier.example"] = new([[IPAddress.Parse("100.64.0.1")]]),
        ["local.example"] = new([[IPAddress.Parse("fe80::1")]]),
        ["nowhere.example"] = new([[]]),
        // Another answer each time: whoever looks twice sees a good one first.
        ["flips.example"] = new([[IPAddress.Loopback], [IPAddress.Parse("93.184.215.14")], [IPAddress.Loopback]]),
    };

    private TcpListener listener = null!;
    private ServerUnderTest server = null!;
    private Shop shop = null!;

    public async ValueTask InitializeAsync()
    {
        listener = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        listener.Start();
        server = await ServerUnderTest.StartAsync(services: services => services.AddSingleton<ResolveAddresses>((host, _) => Task.FromResult(names[host].Dequeue())));
        shop = new Shop(server.Address);
        await shop.SignInOperatorAsync();
    }

    public async ValueTask DisposeAsync()
    {
        shop.Dispose();
        await server.DisposeAsync();
        listener.Dispose();
    }

    [Fact]
    public async Task An_address_inside_is_not_called_however_it_is_named()
    {
        foreach (var host in Inside)
            (await shop.Operator.PostAsync("/api/v1/webhooks", new { url = $"https://{host}:8443/" })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["url"], host);
        (await shop.Operator.PostAsync("/api/v1/webhooks", new { url = "https://shop.example:22/" })).ShouldBe(400, "validation_failed");
        // The row is written past the check, so that the port is the listener's: what is looked at is the call itself.
        foreach (var (name, error) in names.Keys.Select(name => (name, name == "nowhere.example" ? "dns" : "address_forbidden")))
        {
            var (path, _) = await shop.WebhookAsync($"https://{name}/");
            await ExecuteAsync($"update webhook_endpoint set url = 'https://{name}:{((IPEndPoint)listener.LocalEndpoint).Port}/' where id = '{path.Split('/')[^1]}'");
            var tested = (await shop.Operator.PostAsync($"{path}/test")).ShouldBeOk().Json;
            (tested.Text("state"), tested.Text("lastError"), tested["lastStatus"]).ShouldBe(("failed", error, null), name);
            // Looked up once: the answer that was checked is the one that is called.
            names[name].Count.ShouldBe(name == "flips.example" ? 2 : 0, name);
        }

        listener.Pending().ShouldBeFalse();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class AllowedAddresses
{
    [Theory]
    [InlineData("https", "8.8.8.8", 443, true)]
    [InlineData("https", "8.8.8.8", 8443, true)]
    [InlineData("https", "8.8.8.8", 22, false)]
    [InlineData("http", "8.8.8.8", 443, false)]
    [InlineData("https", "2606:4700::1", 443, true)]
    [InlineData("https", "10.1.0.1", 9000, true)]
    [InlineData("http", "10.1.0.1", 80, true)]
    [InlineData("http", "::ffff:10.1.0.1", 80, true)]
    [InlineData("https", "10.2.0.1", 443, false)]
    [InlineData("https", "::ffff:8.8.8.8", 443, false)]
    [InlineData("https", "2002:a00:1::", 443, false)]
    [InlineData("https", "64:ff9b::808:808", 443, false)]
    [InlineData("https", "ff02::1", 443, false)]
    [InlineData("https", "169.254.169.254", 443, false)]
    [InlineData("http", "169.254.169.254", 80, false)]
    [InlineData("https", "224.0.0.1", 443, false)]
    [InlineData("https", "172.31.255.255", 443, false)]
    [InlineData("https", "172.32.0.1", 443, true)]
    [InlineData("https", "fc00::1", 443, false)]
    [InlineData("https", "255.255.255.255", 443, false)]
    public void A_private_network_is_called_where_a_setting_allows_it_and_the_metadata_of_clouds_never(string scheme, string address, int port, bool may) =>
        new WebhookAddresses(new WebhookSettings([IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("169.254.0.0/16")], 1), (_, _) => throw new InvalidOperationException())
            .MayCall(IPAddress.Parse(address), scheme == "http", port).ShouldBe(may);
}
