using System.Diagnostics;
using Stampede.Testing;

namespace Stampede.Server.Tests.Documents;

/// <summary>scripts/audit.sh with registries that answer this and that: programs of the test's own stand in for dotnet and npm.</summary>
public sealed class Auditing : IDisposable
{
    private const string Unknown = "warn : Audit source 'source1' did not provide any vulnerability data.\nThe given project `x` has no vulnerable packages given the current sources.";
    private const string Clean = "The given project `x` has no vulnerable packages given the current sources.";
    private const string Holed = "Project `x` has the following vulnerable packages\n   > Some.Package   1.0.0   1.0.0   High   https://example.com/advisory";
    private const string NpmUnknown = """{"message": "405 Method Not Allowed", "error": {"summary": ""}}""";
    private const string NpmClean = """{"auditReportVersion": 2, "vulnerabilities": {}}""";
    private const string NpmHoled = """{"auditReportVersion": 2, "vulnerabilities": {"some-package": {"name": "some-package", "severity": "high", "range": "<1.0.1"}}}""";

    private readonly string folder = TemporaryFolder.Make("stampede-audit-");

    [Theory]
    [InlineData(Unknown, NpmUnknown, 0, "NuGet: NOT AUDITED", "npm: NOT AUDITED")]
    [InlineData("error: no network", "", 0, "NuGet: NOT AUDITED", "npm: NOT AUDITED")]
    [InlineData(Clean, NpmClean, 0, "NuGet: no package with a known vulnerability.", "npm: no package with a known vulnerability.")]
    [InlineData(Holed, NpmClean, 1, "Some.Package", "npm: no package")]
    [InlineData(Clean, NpmHoled, 1, "NuGet: no package", "some-package <1.0.1 (high)")]
    public async Task A_known_hole_fails_and_a_registry_that_does_not_tell_is_named(string nuget, string npm, int exitCode, params string[] said)
    {
        await ProgramAsync("dotnet", nuget, nuget.StartsWith("error", StringComparison.Ordinal) ? 1 : 0);
        await ProgramAsync("npm", npm, 1);
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Stampede.slnx")))
            root = root.Parent.ShouldNotBeNull();
        var start = new ProcessStartInfo("bash", [Path.Combine(root.FullName, "scripts", "audit.sh")]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using var audit = Process.Start(start)!;
        var output = await audit.StandardOutput.ReadToEndAsync();
        await audit.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        audit.ExitCode.ShouldBe(exitCode, output);
        foreach (var line in said)
            output.ShouldContain(line);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task ProgramAsync(string name, string says, int exitCode)
    {
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync($"{file}.txt", says);
        await File.WriteAllTextAsync(file, $"#!/bin/sh\ncat '{file}.txt'\nexit {exitCode}\n");
        using var executable = Process.Start("chmod", ["700", file]);
        await executable.WaitForExitAsync();
    }
}
