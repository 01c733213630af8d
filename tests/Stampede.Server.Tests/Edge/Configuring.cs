using Microsoft.Extensions.Configuration;
using Stampede.Server.Hosting;

namespace Stampede.Server.Tests.Edge;

public sealed class Configuring
{
    private static StampedeSettings Load(params (string Name, string? Value)[] settings) => StampedeSettings.Load(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build());

    [Fact]
    public void Without_any_setting_all_have_their_default()
    {
        var settings = Load();
        settings.HoldSeconds.ShouldBe(60);
        settings.LatestPurchasers.ShouldBe(3);
        settings.GuestSignIn.ShouldBeTrue();
        settings.RateLimits.ShouldBe(new RateLimitSettings());
        settings.Reservations.ShouldBe(new ReservationSettings());
        settings.Reservations.Cooldown.ShouldBe(new Stampede.Domain.Cooldown(10, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)));
        settings.Mail.ShouldBeNull();
        settings.ConnectionString.ShouldBeNull();
        settings.Operator.ShouldBeNull();
    }

    [Theory]
    [InlineData("Stampede:HoldSeconds", "0", "Setting Stampede__HoldSeconds is \"0\"; it must be a whole number from 1 to 3600.")]
    [InlineData("Stampede:HoldSeconds", "3601", "Setting Stampede__HoldSeconds is \"3601\"; it must be a whole number from 1 to 3600.")]
    [InlineData("Stampede:HoldSeconds", "abc", "Setting Stampede__HoldSeconds is \"abc\"; it must be a whole number from 1 to 3600.")]
    [InlineData("Stampede:HoldSeconds", "1.5", "Setting Stampede__HoldSeconds is \"1.5\"; it must be a whole number from 1 to 3600.")]
    [InlineData("Stampede:LatestPurchasers", "-1", "Setting Stampede__LatestPurchasers is \"-1\"; it must be a whole number from 0 to 100.")]
    [InlineData("Stampede:GuestSignIn", "maybe", "Setting Stampede__GuestSignIn is \"maybe\"; it must be true or false.")]
    [InlineData("Stampede:Demo", "1", "Setting Stampede__Demo is \"1\"; it must be true or false.")]
    [InlineData("Stampede:RateLimits:Customer:Burst", "0", "Setting Stampede__RateLimits__Customer__Burst is \"0\"; it must be a whole number from 1 to 1000000.")]
    [InlineData("Stampede:AllowedOrigins:0", "*", "Setting Stampede__AllowedOrigins__0 is \"*\"; it must be an origin such as https://shop.example, without a path.")]
    [InlineData("Stampede:AllowedOrigins:3", "https://shop.example/path", "Setting Stampede__AllowedOrigins__3 is \"https://shop.example/path\"; it must be an origin such as https://shop.example, without a path.")]
    [InlineData("Stampede:TrustedProxies:0", "proxy", "Setting Stampede__TrustedProxies__0 is \"proxy\"; it must be an address or a network such as 10.0.0.0/8.")]
    [InlineData("Stampede:KeyCertificate", "/nowhere.pem", "Setting Stampede__KeyCertificate is \"/nowhere.pem\"; it must be a readable PEM file with a certificate and its RSA key.")]
    [InlineData("Stampede:Operator:Email", "me@example.com", "Setting Stampede__Operator__Password must be set too where Stampede__Operator__Email is.")]
    [InlineData("Stampede:Operator:Password", "secret", "Setting Stampede__Operator__Password must be 8 to 256 characters long (it is 6).")]
    [InlineData("Stampede:Reservations:CooldownSeconds", "3601", "Setting Stampede__Reservations__CooldownSeconds is \"3601\"; it must be a whole number from 0 to 3600.")]
    [InlineData("Stampede:Reservations:CooldownFreeHolds", "-1", "Setting Stampede__Reservations__CooldownFreeHolds is \"-1\"; it must be a whole number from 0 to 100.")]
    [InlineData("Stampede:Reservations:CooldownWindowSeconds", "9", "Setting Stampede__Reservations__CooldownWindowSeconds is \"9\"; it must be a whole number from 10 to 86400.")]
    [InlineData("Stampede:Reservations:ProofBits", "29", "Setting Stampede__Reservations__ProofBits is \"29\"; it must be a whole number from 0 to 28.")]
    [InlineData("Stampede:Reservations:ProofSeconds", "0", "Setting Stampede__Reservations__ProofSeconds is \"0\"; it must be a whole number from 10 to 3600.")]
    [InlineData("Stampede:Reservations:RequireConfirmedAccount", "yes", "Setting Stampede__Reservations__RequireConfirmedAccount is \"yes\"; it must be true or false.")]
    [InlineData("Stampede:Mail:Host", "mail.example", "Setting Stampede__Mail__From is \"\"; it must be an e-mail address.")]
    [InlineData("Stampede:PublicUrl", "shop.example", "Setting Stampede__PublicUrl is \"shop.example\"; it must be an origin such as https://shop.example, without a path.")]
    [InlineData("urls", "localhost", "Setting ASPNETCORE_URLS is \"localhost\"; it must be addresses such as http://localhost:5080, with ; between them.")]
    public void A_setting_out_of_range_is_named_with_its_value_and_the_range_in_one_line(string name, string value, string line) =>
        Should.Throw<SettingException>(() => Load((name, value))).Message.ShouldBe(line);

    [Fact]
    public void Each_number_is_taken_at_its_bounds_and_refused_beyond_them()
    {
        foreach (var setting in SettingsTable.All.OfType<NumberSetting>())
        {
            foreach (var within in new[] { setting.Min, setting.Default, setting.Max })
                Load((setting.Name, $"{within}")).Unknown.ShouldBeEmpty(setting.Name);
            foreach (var beyond in new[] { setting.Min - 1L, setting.Max + 1L })
                Should.Throw<SettingException>(() => Load((setting.Name, $"{beyond}"))).Message.ShouldStartWith($"Setting {setting.Variable} is \"{beyond}\"");
        }
    }

    [Fact]
    public void A_value_cannot_add_lines_of_its_own() =>
        Should.Throw<SettingException>(() => Load(("Stampede:HoldSeconds", "1\n2"))).Message.ShouldNotContain("\n");

    [Fact]
    public void The_operators_password_is_never_printed()
    {
        var settings = Load(("Stampede:Operator:Email", "me@example.com"), ("Stampede:Operator:Password", "a long secret"));
        settings.ToString().ShouldNotContain("a long secret");
    }

    [Fact]
    public void Every_setting_can_be_given_by_a_file()
    {
        using var file = new SettingFileUnderTest();
        Load(("Stampede:Operator:Password:File", file.With("of nobody else\r\n"))).Operator.ShouldBe(new OperatorSettings("operator@stampede.local", "of nobody else"));
        Load(("ConnectionStrings:Stampede:File", file.With("Host=db;Password=x\n"))).ConnectionString.ShouldBe("Host=db;Password=x");
        Load(("Stampede:AllowedOrigins:0", "https://one.example"), ("Stampede:AllowedOrigins:1:File", file.With("https://two.example"))).AllowedOrigins
            .ShouldBe(["https://one.example", "https://two.example"]);
        foreach (var number in SettingsTable.All.OfType<NumberSetting>())
            Load(($"{number.Name}:File", file.With($"{number.Max}"))).Unknown.ShouldBeEmpty(number.Name);
        Load(("Stampede:HoldSeconds:File", file.With("17"))).HoldSeconds.ShouldBe(17);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n", "is empty")]
    [InlineData("one secret\nanother secret", "has more than one line of text")]
    [InlineData("a secret\0", "has more than one line of text")]
    public void A_file_that_is_no_setting_is_told_in_words_without_what_is_in_it(string content, string what)
    {
        using var file = new SettingFileUnderTest();
        var path = file.With(content);
        Should.Throw<SettingException>(() => Load(("Stampede:Operator:Password:File", path))).Message
            .ShouldBe($"Setting Stampede__Operator__Password__File names the file \"{path}\", which {what}.");
    }

    [Fact]
    public void So_is_one_that_is_missing_too_long_no_text_or_a_folder()
    {
        using var file = new SettingFileUnderTest();
        Refusal("/nowhere/secret").ShouldEndWith("which is not there.");
        Refusal(Path.GetTempPath()).ShouldEndWith("which is a folder.");
        Refusal("/dev/zero").ShouldEndWith("which has more than 64 KB.");
        Refusal(file.With([0x70, 0xff, 0xfe])).ShouldEndWith("which is not text in UTF-8.");
        Refusal("bad\0name").ShouldStartWith("Setting Stampede__Mail__Password__File names the file");

        static string Refusal(string path) => Should.Throw<SettingException>(() =>
            Load(("Stampede:Mail:Host", "mail.example"), ("Stampede:Mail:From", "a@b.example"), ("Stampede:PublicUrl", "https://a.example"), ("Stampede:Mail:User", "u"), ("Stampede:Mail:Password:File", path))).Message;
    }

    [Fact]
    public void A_setting_is_given_once()
    {
        using var file = new SettingFileUnderTest();
        Should.Throw<SettingException>(() => Load(("Stampede:Operator:Password", "a long secret"), ("Stampede:Operator:Password:File", file.With("another secret")))).Message
            .ShouldBe("Setting Stampede__Operator__Password must be given once: here or in Stampede__Operator__Password__File.");
    }

    private sealed class SettingFileUnderTest : IDisposable
    {
        private readonly string path = Path.GetTempFileName();

        public string With(string content) => With(System.Text.Encoding.UTF8.GetBytes(content));

        public string With(byte[] content)
        {
            File.WriteAllBytes(path, content);
            return path;
        }

        public void Dispose() => File.Delete(path);
    }
}
