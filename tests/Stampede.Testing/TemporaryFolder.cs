namespace Stampede.Testing;

public static class TemporaryFolder
{
    /// <summary>
    /// A new folder that others may enter: as root, PostgreSQL runs as another account, and in a container nothing
    /// may help it through a closed one.
    /// </summary>
    public static string Make(string prefix) =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), prefix + Path.GetRandomFileName())).FullName;
}
