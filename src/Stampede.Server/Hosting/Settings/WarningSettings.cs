using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>Of what, and how, those who run the shop are warned.</summary>
internal sealed record WarningSettings(bool Mail, int MailAfterSeconds, int DiskFreeMegabytes)
{
    public static WarningSettings Load(SettingReader read) =>
        new(read.Flag(Warnings.Mail), read.Number(Warnings.MailAfterSeconds), read.Number(Warnings.DiskFreeMegabytes));
}
