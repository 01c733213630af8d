using System.Globalization;
using System.Text;

namespace Stampede.Postgres.Embedded;

/// <summary>
/// One running server per data directory. The kernel holds the lock for the open file and gives it up with the
/// process, however that ends: a kill leaves nothing to clear away.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <exception cref="EmbeddedPostgresException">Another process has it, or the folder is not ours to write.</exception>
    public static DataDirectoryLock Take(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "stampede.lock");
        try
        {
            Directory.CreateDirectory(dataDirectory);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedPostgresException(
                $"The data directory {dataDirectory} is not open to {Environment.UserName}. Run Stampede as the user that "
                + "owns it, or name another with Stampede__DataDirectory.", e);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new EmbeddedPostgresException(
                $"The data directory {dataDirectory} is in use by another running Stampede{Owner(path)}. Stop that one first, "
                + "or name another directory with Stampede__DataDirectory.", e);
        }
        catch (IOException e)
        {
            throw new EmbeddedPostgresException($"The data directory {dataDirectory} cannot be used: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string path)
    {
        try
        {
            // Sharing everything takes no lock, so the other's does not stop us.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return int.TryParse(reader.ReadToEnd(), CultureInfo.InvariantCulture, out var pid) ? $" (process {pid})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
