using System.Diagnostics;

namespace Stampede.Rehearsal.Targets;

/// <summary>Finds a built server, or builds it where the sources are.</summary>
internal static class ServerFiles
{
    private const string Name = "Stampede.Server.dll";

    /// <param name="given">A file or its folder, from <c>--server</c>; null: look.</param>
    public static async Task<string> FindAsync(string? given, Action<string> tell, CancellationToken cancellation)
    {
        if (given is not null)
        {
            var file = Path.GetFullPath(Directory.Exists(given) ? Path.Combine(given, Name) : given);
            return File.Exists(file) ? file : throw new TargetException($"--server: there is no {file}.");
        }

        foreach (var folder in (string[])["server", ".", "../server"])
        {
            var beside = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, folder, Name));
            // A copy that came here with a project reference has no settings file beside it, and cannot run.
            if (File.Exists(beside) && File.Exists(Path.ChangeExtension(beside, ".runtimeconfig.json")))
                return beside;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Stampede.slnx")))
                return await BuildAsync(folder.FullName, tell, cancellation);
        }

        throw new TargetException($"No {Name} beside this tool, and no sources to build it from: name it with --server PATH, or a running one with --url.");
    }

    private static async Task<string> BuildAsync(string root, Action<string> tell, CancellationToken cancellation)
    {
        // Without the web app: the crowd does not use it.
        tell("Building the server");
        var project = Path.Combine(root, "src", "Stampede.Server");
        var start = new ProcessStartInfo("dotnet", ["build", project, "-c", "Release", "-p:SkipWeb=true", "--nologo", "-v", "quiet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var build = Process.Start(start) ?? throw new TargetException("dotnet build did not start.");
        var output = build.StandardOutput.ReadToEndAsync(cancellation);
        var errors = build.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await build.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            build.Kill(entireProcessTree: true);
            throw;
        }

        if (build.ExitCode != 0)
            throw new TargetException($"The server does not build:\n{await output}{await errors}");
        return Path.Combine(project, "bin", "Release", "net10.0", Name);
    }
}
