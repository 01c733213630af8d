using System.Diagnostics;
using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Reports;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Faults;

/// <summary>What becomes of PostgreSQL's disk.</summary>
public sealed class BadDisks(Report report)
{
    private const string Megabytes = "320";

    [Fact]
    public async Task F12_The_disk_is_full_and_then_freed()
    {
        var time = Form.Seconds(3, 15);
        var fault = new Fault(12, "disk full, then freed", $"PostgreSQL's data on an ext4 of {Megabytes} MB on a loop device; a file takes all that is free, for {time.TotalSeconds} s");
        report.Require(Environment.IsPrivilegedProcess, fault, "mounting a file system needs root");
        var folder = TemporaryFolder.Make("stampede-disk-");
        var (image, mount) = (Path.Combine(folder, "image"), Path.Combine(folder, "disk"));
        Directory.CreateDirectory(mount);
        ProcessEnd.Run("sleep 1; umount -l \"$1/disk\"; rm -rf \"$1\"", folder);
        try
        {
            var (_, why) = await ShellAsync("truncate -s \"$1M\" \"$2\" && mkfs.ext4 -q -m 0 \"$2\" && mount -o loop \"$2\" \"$3\" && chmod 755 \"$3\"", Megabytes, image, mount);
            report.Require(why.Length == 0, fault, $"a loop device cannot be mounted here: {why}");
            await using var cluster = await OwnCluster.StartAsync(Path.Combine(mount, "data"), ("min_wal_size", "32MB"), ("max_wal_size", "64MB"));
            await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Cluster = cluster });
            for (var round = 0; round < Form.Of(1, 4); round++)
            {
                await scene.RoundAsync(async () =>
                {
                    var filler = Path.Combine(mount, "filler");
                    await ShellAsync("cat /dev/zero >\"$1\"", filler);
                    var before = scene.Recorder.Count(operation => operation.Status == 503);
                    await Until.TrueAsync("PostgreSQL finds no room", () => scene.Recorder.Count(operation => operation.Status == 503) >= before + 10);
                    await Until.PassedAsync(time);
                    File.Delete(filler);
                });
            }

            await scene.FinishAsync();
        }
        finally
        {
            await ShellAsync("umount \"$1\" || umount -l \"$1\"", mount);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task F13_Flushes_are_slow()
    {
        var fault = new Fault(13, "slow flushes", "commit_delay=100000, commit_siblings=0: each commit's flush takes 100 ms longer");
        await using var cluster = await OwnCluster.StartAsync();
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Cluster = cluster });
        for (var round = 0; round < Form.Of(1, 3); round++)
        {
            await scene.RoundAsync(async () =>
            {
                await cluster.SetAsync("commit_siblings", "0");
                await cluster.SetAsync("commit_delay", "100000");
                await scene.SteadyAsync(Form.Of(40, 1_000));
                await cluster.SetAsync("commit_delay", "0");
            });
        }

        await scene.FinishAsync();
    }

    /// <returns>The exit code, and what it said of errors.</returns>
    private static async Task<(int ExitCode, string Error)> ShellAsync(string script, params string[] arguments)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", .. arguments]) { RedirectStandardError = true })!;
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, shell.ExitCode == 0 ? "" : error.Trim());
    }
}
