using System.Globalization;

namespace Stampede.Postgres.Embedded;

/// <summary>Who owns files: the .NET library does not say.</summary>
internal static class FileOwner
{
    /// <summary>The owner's user id; of the link itself where the path is one.</summary>
    public static async Task<uint> OfAsync(string path, CancellationToken ct) =>
        uint.Parse(await StatAsync(["-c", "%u", path], ["-f", "%u", path], ct), CultureInfo.InvariantCulture);

    /// <summary>Whether both paths lead to the same file or folder, links followed.</summary>
    public static async Task<bool> AreSameAsync(string path, string other, CancellationToken ct)
    {
        var lines = (await StatAsync(["-L", "-c", "%d:%i", path, other], ["-L", "-f", "%d:%i", path, other], ct)).Split('\n');
        return lines.Length == 2 && lines[0].Trim() == lines[1].Trim();
    }

    public static Task GiveAsync(string path, Account account, bool recursive, CancellationToken ct) =>
        RequireAsync(["chown", recursive ? "-hR" : "-h", $"{account.Uid}:{account.Gid}", path], ct);

    private static Task<string> StatAsync(string[] gnu, string[] bsd, CancellationToken ct) =>
        RequireAsync(["stat", .. OperatingSystem.IsMacOS() ? bsd : gnu], ct);

    private static async Task<string> RequireAsync(string[] line, CancellationToken ct)
    {
        var result = await Command.RunAsync(line, null, ct);
        return result.Succeeded
            ? result.Output
            : throw new EmbeddedPostgresException($"{string.Join(' ', line)}: {result.Output}");
    }
}
