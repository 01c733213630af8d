using System.Diagnostics;
using System.Text.RegularExpressions;
using Stampede.Testing;

namespace Stampede.Server.Tests.Deploying;

/// <summary>What deploy/try.sh said of each piece, tried once for all tests.</summary>
public sealed class DeployFolder : IAsyncLifetime
{
    /// <summary>Only a hang takes so long, on a machine that is slow and busy too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private string said = "";

    /// <summary>What was rendered of Kubernetes and compose.</summary>
    public string Rendered { get; } = TemporaryFolder.Make("stampede-rendered-");

    public static string Root { get; } = Stampede.Server.Tests.Documents.Documents.FindRoot();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, "deploy", .. parts]);

    /// <summary>Passes, or says by name which tool could not be had.</summary>
    public void ShouldHavePassed(string piece)
    {
        var line = Regex.Match(said, $"^(ok|FAILED|SKIPPED) +{piece}[ :].*$", RegexOptions.Multiline).Value;
        if (line.StartsWith("SKIPPED", StringComparison.Ordinal))
            Assert.Skip(line);
        line.ShouldStartWith("ok", Case.Sensitive, said);
    }

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("bash", [Path("try.sh"), $"--out={Rendered}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("Stampede__", StringComparison.Ordinal) || name.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        using var trying = Process.Start(start)!;
        var (output, errors) = (trying.StandardOutput.ReadToEndAsync(), trying.StandardError.ReadToEndAsync());
        await trying.WaitForExitAsync().WaitAsync(Patience);
        said = await output + await errors;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Rendered, recursive: true);
        return ValueTask.CompletedTask;
    }
}
