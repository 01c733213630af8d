using Microsoft.Extensions.Configuration;
using Stampede.Server.Hosting;

namespace Stampede.Server.Tests.Hosting;

public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("Stampede:HoldSecond", "Stampede__HoldSeconds")]
    [InlineData("Stampede:holdseconds2", "Stampede__HoldSeconds")]
    [InlineData("Stampede:RateLimits:Adress:Burst", "Stampede__RateLimits__Address__Burst")]
    [InlineData("Stampede:RateLimit:Enabled", "Stampede__RateLimits__Enabled")]
    [InlineData("Stampede:Live:ConnectionMax", "Stampede__Live__ConnectionsMax")]
    [InlineData("Stampede:AllowedOrigin:0", "Stampede__AllowedOrigins__0")]
    [InlineData("Stampede:Mail:Hots", "Stampede__Mail__Host")]
    [InlineData("Stampede_HoldSeconds", "Stampede__HoldSeconds")]
    [InlineData("STAMPEDE_HOLD_SECONDS", "Stampede__HoldSeconds")]
    [InlineData("Stamped:HoldSeconds", "Stampede__HoldSeconds")]
    [InlineData("ConnectionStrings:Stampde", "ConnectionStrings__Stampede")]
    [InlineData("ConnectionString:Stampede", "ConnectionStrings__Stampede")]
    [InlineData("ASPNETCORE_URL", "ASPNETCORE_URLS")]
    [InlineData("Stampede:Operator:Password:Fil", "Stampede__Operator__Password__File")]
    public void A_slip_of_the_pen_is_told_with_the_nearest_there_is(string name, string near)
    {
        var line = Load((name, "a secret value")).ShouldHaveSingleItem();
        line.ShouldContain(name.Replace(":", "__", StringComparison.Ordinal));
        line.ShouldEndWith($"did you mean {near}?");
        line.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("Stampede:SomethingOfAVersionToCome")]
    [InlineData("Stampede:HoldSeconds:Max")]
    public void One_that_is_like_none_is_told_too(string name) => Load((name, "1")).ShouldHaveSingleItem().ShouldContain("not known");

    [Theory]
    [InlineData("--HoldSeconds=90", "--Stampede:HoldSeconds")]
    [InlineData("--Stamped:HoldSeconds=90", null)]
    [InlineData("--frobnicate", null)]
    public void So_is_an_option_of_the_command_line(string option, string? near)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine([option]).Build();
        var line = StampedeSettings.Load(configuration, option).ShouldHaveSingleLine();
        if (near is not null)
            line.ShouldContain($"did you mean {near}?");
    }

    [Fact]
    public void What_is_none_of_ours_is_left_alone() => Load(
        ("PATH", "/bin"), ("HOME", "/root"), ("PUBLIC_URL", "x"), ("Logging:LogLevel:Default", "Warning"), ("AllowedHosts", "*"), ("urls", "http://127.0.0.1:0"),
        ("Kestrel:Limits:MaxConcurrentConnections", "1"), ("ASPNETCORE_ENVIRONMENT", "Production"), ("OTEL_SERVICE_NAME", "shop"), ("STAMPEDE_SIM_SEEDS", "1"),
        ("ConnectionStrings:Reports", "Host=elsewhere")).ShouldBeEmpty();

    /// <summary>Also where the setting that they belong to is not set.</summary>
    [Fact]
    public void No_setting_of_the_table_is_unknown()
    {
        SettingsTable.All.Count.ShouldBeGreaterThan(50);
        SettingsTable.All.Select(setting => setting.Name).ShouldBeUnique();
        var names = SettingsTable.All.Select(setting => setting is ListSetting ? $"{setting.Name}:0" : setting.Name);
        var unset = StampedeSettings.Load(new ConfigurationBuilder().AddInMemoryCollection(names.Select(name => KeyValuePair.Create(name, (string?)" "))).Build());
        unset.Unknown.ShouldBeEmpty();
    }

    private static IReadOnlyList<string> Load(params (string Name, string Value)[] settings) => StampedeSettings.Load(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value)).Build()).Unknown;
}

internal static class UnknownLines
{
    public static string ShouldHaveSingleLine(this StampedeSettings settings) => settings.Unknown.ShouldHaveSingleItem();
}
