using System.Globalization;
using Stampede.Rehearsal.Scenarios;

namespace Stampede.Rehearsal.Tests;

public class ScenarioTests
{
    public static TheoryData<string> Names => [.. ScenarioSettings.All.Select(setting => setting.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_setting_reads_back_what_it_writes(string name)
    {
        var setting = Named(name);
        var text = setting.Get(new Scenario { Sizes = [new Size("EU 42", 5, 2)] });

        setting.Get(setting.Set(new Scenario(), text)).ShouldBe(text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nonsense_is_refused_with_the_name_the_value_and_the_range(string name)
    {
        var refusal = Should.Throw<SettingException>(() => Named(name).Set(new Scenario(), "¿qué?")).Message;

        refusal.ShouldContain("--" + name);
        refusal.ShouldContain("¿qué?");
        refusal.ShouldContain(Named(name).Range);
    }

    [Fact]
    public void The_ends_of_a_range_are_in_it_and_what_is_beyond_is_not()
    {
        foreach (var setting in ScenarioSettings.All.OfType<NumberSetting<int>>())
        {
            setting.Set(new Scenario(), setting.Min.ToString(CultureInfo.InvariantCulture));
            setting.Set(new Scenario(), setting.Max.ToString(CultureInfo.InvariantCulture));
            Should.Throw<SettingException>(() => setting.Set(new Scenario(), (setting.Min - 1L).ToString(CultureInfo.InvariantCulture)));
            Should.Throw<SettingException>(() => setting.Set(new Scenario(), (setting.Max + 1L).ToString(CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void A_file_names_settings_by_key()
    {
        var scenario = ScenarioSettings.Read(new Scenario(), """{ "customers": 7, "arrival": "ramp", "payShare": 0.25, "sizes": "S=1, M=2*3" /* remarks are fine */ }""");

        (scenario.Customers, scenario.Arrival, scenario.PayShare).ShouldBe((7, Arrival.Ramp, 0.25));
        scenario.Variants.ShouldBe([new Size("S", 1, 1), new Size("M", 2, 3)]);
        scenario.TotalStock.ShouldBe(3);
    }

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"customer": 7}""", "customer")]
    [InlineData("""{"customers": "many"}""", "many")]
    public void A_file_that_is_none_is_refused(string json, string why) =>
        Should.Throw<SettingException>(() => ScenarioSettings.Read(new Scenario(), json)).Message.ShouldContain(why);

    [Fact]
    public void Impossible_combinations_are_refused()
    {
        Should.Throw<SettingException>(() => ScenarioSettings.Check(new Scenario { PayShare = 0.9, CancelShare = 0.2 }));
        Should.Throw<SettingException>(() => ScenarioSettings.Check(new Scenario { Quantity = 2 }));
        Should.Throw<SettingException>(() => ScenarioSettings.Check(new Scenario { Declines = 0.5, AbandonedChallenges = 0.6 }));
        Should.Throw<SettingException>(() => ScenarioSettings.Check(new Scenario { Arrival = Arrival.Steady, RatePerSecond = 200_000, DurationSeconds = 7200 }));
    }

    [Fact]
    public void Every_flag_is_documented_with_its_default_and_its_range()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rehearsal.md"));

        foreach (var setting in ScenarioSettings.All)
        {
            var text = setting.Get(new Scenario());
            page.ShouldContain($"| `{setting.Flag}` | {(text.Length == 0 ? "none" : text)} | {setting.Range} |");
        }

        foreach (var option in new RehearseCommand().OwnOptions)
            page.ShouldContain($"`{option.Name}`");
    }

    private static Setting Named(string name) => ScenarioSettings.All.Single(setting => setting.Name == name);
}
