using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Stampede.EmbeddedPostgres;

/// <summary>
/// The private folder of the Unix socket. A socket's path has at most 107 bytes (103 on macOS) and a data directory's
/// is often longer, so it lies under the temporary folder, under a short name made from the data directory's.
/// </summary>
internal static class SocketDirectory
{
    private const int SocketPathBytesMax = 103;

    public static string For(string clusterDirectory, Account account)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clusterDirectory)))[..16];
        var name = string.Create(CultureInfo.InvariantCulture, $"stampede-{account.Uid}-{hash}");
        var path = Path.Combine(Path.GetTempPath(), name);
        return Encoding.UTF8.GetByteCount(Path.Combine(path, ".s.PGSQL.5432")) <= SocketPathBytesMax ? path : Path.Combine("/tmp", name);
    }

    /// <exception cref="EmbeddedPostgresException">Someone else has put something there.</exception>
    public static async Task MakeAsync(string path, Account account, CancellationToken cancellation)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            PrivateFolder.Make(path);
            if (Environment.IsPrivilegedProcess)
                await FileOwner.GiveAsync(path, account, recursive: false, cancellation);
        }

        // Everyone may write to the temporary folder: what lies there already may be a trap.
        var isLink = new DirectoryInfo(path).LinkTarget is not null;
        // A folder of root's is our own, of a start that ended before it had given it away.
        if (!isLink && Environment.IsPrivilegedProcess && Directory.Exists(path) && await FileOwner.OfAsync(path, cancellation) == 0)
            await FileOwner.GiveAsync(path, account, recursive: false, cancellation);
        if (isLink || !Directory.Exists(path) || await FileOwner.OfAsync(path, cancellation) != account.Uid)
            throw new EmbeddedPostgresException(
                $"{path}, where PostgreSQL's socket belongs, is {(isLink ? "a link" : $"not a folder of {account.Name}")}. "
                + "Remove it, or point TMPDIR to another temporary folder.");
        PrivateFolder.Close(path);
    }

    public static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty folder left behind does no harm, and is used again.
        }
    }
}
