using System.Globalization;

namespace Stampede.EmbeddedPostgres;

/// <summary>Who owns files: the .NET library does not say.</summary>
internal static class FileOwner
{
    /// <summary>The owner's user id; of the link itself where the path is one.</summary>
    public static async Task<uint> OfAsync(string path, CancellationToken cancellation) =>
        uint.Parse(await StatAsync(["-c", "%u", path], ["-f", "%u", path], cancellation), CultureInfo.InvariantCulture);

    /// <summary>Whether both paths lead to the same file or folder, links followed.</summary>
    public static async Task<bool> AreSameAsync(string path, string other, CancellationToken cancellation)
    {
        var lines = (await StatAsync(["-L", "-c", "%d:%i", path, other], ["-L", "-f", "%d:%i", path, other], cancellation)).Split('\n');
        return lines.Length == 2 && lines[0].Trim() == lines[1].Trim();
    }

    public static Task GiveAsync(string path, Account account, bool recursive, CancellationToken cancellation) =>
        RequireAsync(["chown", recursive ? "-hR" : "-h", $"{account.Uid}:{account.Gid}", path], cancellation);

    private static Task<string> StatAsync(string[] gnu, string[] bsd, CancellationToken cancellation) =>
        RequireAsync(["stat", .. OperatingSystem.IsMacOS() ? bsd : gnu], cancellation);

    private static async Task<string> RequireAsync(string[] line, CancellationToken cancellation)
    {
        var result = await Command.RunAsync(line, null, cancellation);
        return result.Succeeded
            ? result.Output
            : throw new EmbeddedPostgresException($"{string.Join(' ', line)}: {result.Output}");
    }
}
