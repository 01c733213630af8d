using System.Globalization;
using System.Text;

namespace Stampede.EmbeddedPostgres;

/// <summary>
/// One running server per data directory. The kernel holds the lock for the open file and gives it up with the
/// process, however that ends: a kill leaves nothing to clear away.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    /// <summary>EWOULDBLOCK on Linux and on macOS: another process has the lock.</summary>
    private static readonly int[] WouldBlock = [11, 35];

    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    /// <exception cref="EmbeddedPostgresException">Another process has it, or the folder is not ours to write.</exception>
    public static async Task<DataDirectoryLock> TakeAsync(string dataDirectory, CancellationToken cancellation)
    {
        var path = Path.Combine(dataDirectory, "stampede.lock");
        try
        {
            Directory.CreateDirectory(dataDirectory);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                file.SetLength(0);
                file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
                file.Flush();
                return new(file);
            }
            catch
            {
                await file.DisposeAsync();
                throw;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedPostgresException(
                $"The data directory {dataDirectory} is not open to {Environment.UserName}. Run Stampede as the user that "
                + "owns it, or name another with Stampede__DataDirectory.", e);
        }
        catch (IOException e) when (WouldBlock.Contains(e.HResult))
        {
            throw new EmbeddedPostgresException(
                $"The data directory {dataDirectory} is in use by another running Stampede{await OwnerAsync(path, cancellation)}. "
                + "Stop that one first, or name another directory with Stampede__DataDirectory.", e);
        }
        catch (IOException e)
        {
            throw new EmbeddedPostgresException($"The data directory {dataDirectory} cannot be used: {e.Message}", e);
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>Read by another program: a file opened by .NET would want the lock.</summary>
    private static async Task<string> OwnerAsync(string path, CancellationToken cancellation) =>
        int.TryParse((await Command.TryRunAsync(["cat", path], cancellation)).Output, CultureInfo.InvariantCulture, out var pid)
            ? $" (process {pid})"
            : "";
}
