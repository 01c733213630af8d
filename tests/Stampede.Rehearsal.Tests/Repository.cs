namespace Stampede.Rehearsal.Tests;

internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Stampede.slnx")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Not in the repository."));
}
