using System.Globalization;
using System.Net;
using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>Where events may be sent, and how soon they are tried again.</summary>
/// <param name="AllowedNetworks">Of the shop's own: addresses in them may be sent to, by http too.</param>
/// <param name="ScheduleScale">All pauses times this.</param>
internal sealed record WebhookSettings(IReadOnlyList<IPNetwork> AllowedNetworks, double ScheduleScale)
{
    public static WebhookSettings Load(SettingReader read)
    {
        var text = read.Text(Webhooks.ScheduleScale)!;
        return new(
            [.. read.List(Webhooks.AllowedNetworks, NamedNetwork.Parse).Select(named => named.Network)],
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var scale) && scale is >= 0.00001 and <= 1 ? scale : throw Webhooks.ScheduleScale.Wrong(text));
    }
}
