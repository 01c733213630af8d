using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>The keys of all tickets, as they lie in the database.</summary>
public sealed class Keys : IDisposable
{
    private readonly string folder = TemporaryFolder.Make("stampede-keys-");

    [Fact]
    public async Task With_a_certificate_who_reads_the_database_has_no_key_and_every_node_has()
    {
        var settings = new Dictionary<string, string?> { ["Stampede:KeyCertificate"] = await CertificateAsync("ours.pem") };
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var one = await ServerUnderTest.StartAsync(database, settings);
        using var guest = await one.GuestAsync();
        var kept = await ReadAsync(database);
        kept.ShouldContain("EncryptedData");
        kept.ShouldNotContain("masterKey");

        await using var two = await ServerUnderTest.StartAsync(database, settings);
        using var elsewhere = two.Curl();
        elsewhere.Token = guest.Token;
        (await elsewhere.GetAsync("/api/v1/me")).ShouldBeOk();

        // With another certificate there is no way in, and no fault.
        await using var stranger = await ServerUnderTest.StartAsync(database, new Dictionary<string, string?> { ["Stampede:KeyCertificate"] = await CertificateAsync("theirs.pem") });
        using var outside = stranger.Curl();
        outside.Token = guest.Token;
        (await outside.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        using var newcomer = await stranger.GuestAsync();
        (await newcomer.GetAsync("/api/v1/me")).ShouldBeOk();
    }

    [Fact]
    public async Task A_certificate_does_not_end_the_sessions_of_before_it()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        string token;
        await using (var before = await ServerUnderTest.StartAsync(database))
        {
            using var guest = await before.GuestAsync();
            token = guest.Token!;
            (await ReadAsync(database)).ShouldContain("masterKey");
        }

        await using var after = await ServerUnderTest.StartAsync(database, new Dictionary<string, string?> { ["Stampede:KeyCertificate"] = await CertificateAsync("ours.pem") });
        using var curl = after.Curl();
        curl.Token = token;
        (await curl.GetAsync("/api/v1/me")).ShouldBeOk();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<string> CertificateAsync(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=stampede", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}");
        return file;
    }

    private static async Task<string> ReadAsync(TestDatabase database)
    {
        await using var read = database.DataSource.CreateCommand("select string_agg(xml, '') from data_protection_key");
        return (string)(await read.ExecuteScalarAsync())!;
    }
}
