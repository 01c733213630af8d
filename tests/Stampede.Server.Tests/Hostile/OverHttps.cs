using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>What holds only under HTTPS: a real server with a certificate that the test makes.</summary>
public sealed class OverHttps(OverHttps.SecureServer server) : IClassFixture<OverHttps.SecureServer>
{
    [Fact]
    public async Task Cookies_travel_only_encrypted_and_browsers_are_told_to_come_back_encrypted()
    {
        using var https = server.Client();
        foreach (var path in new[] { "/", "/operate", "/drops/x", "/docs/index.html", "/openapi/v1.json", "/api/v1/drops", "/api/v1/me", "/api/v1/nothing", "/health/live" })
        {
            using var answer = await https.GetAsync(new Uri(server.Address, path));
            answer.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"], path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'self'");
            policy.ShouldContain("object-src 'none'");
            policy.ShouldContain("base-uri 'none'");
            policy.ShouldNotContain("unsafe", customMessage: path);
        }

        using var signedIn = await https.PostAsJsonAsync(new Uri(server.Address, "/api/v1/accounts/guest?useCookies=true"), new { displayName = "alice" });
        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookies = signedIn.Headers.GetValues("Set-Cookie").ToArray();
        cookies.Length.ShouldBe(2); // The session and the device.
        foreach (var cookie in cookies)
        {
            var attributes = cookie.Split(';', StringSplitOptions.TrimEntries).Skip(1).Select(attribute => attribute.ToLowerInvariant()).ToArray();
            attributes.ShouldContain("secure", cookie);
            attributes.ShouldContain("httponly", cookie);
            attributes.ShouldContain("samesite=lax", cookie);
            attributes.ShouldNotContain(attribute => attribute.StartsWith("domain", StringComparison.Ordinal), cookie);
        }
    }

    [Fact]
    public async Task Without_encryption_nothing_is_said_about_it()
    {
        await using var plain = await ServerUnderTest.StartAsync();
        using var curl = plain.Curl();
        (await curl.GetAsync("/api/v1/drops", ("X-Forwarded-Proto", "https"))).Header("Strict-Transport-Security").ShouldBeNull();
        (await curl.PostAsync("/api/v1/accounts/guest?useCookies=true", new { displayName = "alice" }, ("X-Forwarded-Proto", "https")))
            .Header("Set-Cookie").ShouldNotBeNull().ShouldNotContain("secure");
    }

    [Fact]
    public async Task Behind_a_proxy_that_is_trusted_its_word_for_the_encryption_counts()
    {
        await using var behind = await ServerUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:TrustedProxies:0"] = "127.0.0.1" });
        using var proxy = behind.Curl();
        var answer = await proxy.PostAsync("/api/v1/accounts/guest?useCookies=true", new { displayName = "alice" }, ("X-Forwarded-Proto", "https"));
        answer.Header("Set-Cookie").ShouldNotBeNull().Split(" | ").ShouldAllBe(cookie => cookie.Contains("; secure", StringComparison.Ordinal));
        answer.Header("Strict-Transport-Security").ShouldBe("max-age=31536000");
    }

    [Theory]
#pragma warning disable SYSLIB0039, CA5397 // That the old ones are refused is the point.
    [InlineData(SslProtocols.Tls, false)]
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore SYSLIB0039, CA5397
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    public async Task Only_TLS_1_2_and_1_3_are_spoken(SslProtocols protocol, bool spoken)
    {
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var tls = new SslStream(tcp.GetStream());
        var greeting = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocol,
            RemoteCertificateValidationCallback = server.IsOurs,
        }).WaitAsync(TimeSpan.FromSeconds(20));
        if (spoken)
            await greeting;
        else
            (await Record.ExceptionAsync(() => greeting)).ShouldBeAssignableTo<Exception>().ShouldNotBeOfType<TimeoutException>();
    }

    public sealed class SecureServer : IAsyncLifetime
    {
        private readonly string folder = TemporaryFolder.Make("stampede-https-");
        private TestDatabase? database;
        private ServerProcess? server;
        private X509Certificate2? certificate;

        public Uri Address { get; private set; } = new("https://nowhere");

        public async ValueTask InitializeAsync()
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var now = DateTimeOffset.UtcNow;
            certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            var (pem, keyPem) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
            await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(keyPem, key.ExportPkcs8PrivateKeyPem());

            database = await TestDatabase.CreateMigratedAsync();
            (server, Address) = await ServerProcess.StartAsync(new Dictionary<string, string>(ServerProcess.On(database.ConnectionString))
            {
                ["ASPNETCORE_URLS"] = "https://127.0.0.1:0",
                ["Kestrel__Certificates__Default__Path"] = pem,
                ["Kestrel__Certificates__Default__KeyPath"] = keyPem,
            });
        }

        public async ValueTask DisposeAsync()
        {
            if (server is not null)
                await server.DisposeAsync();
            if (database is not null)
                await database.DisposeAsync();
            certificate?.Dispose();
            Directory.Delete(folder, recursive: true);
        }

        public HttpClient Client() => new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = IsOurs },
        });

        public bool IsOurs(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
            shown is not null && shown.GetCertHashString() == certificate!.GetCertHashString();
    }
}
