using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Stampede.Faults.Tests.Ground;

/// <summary>A machine of the tests' own: a network namespace. Needs root.</summary>
internal sealed partial class NetworkHost(string name)
{
    private const int CloneNewNet = 0x40000000;

    public string Name => name;

    /// <summary>The command that runs another one on this host, in its own process.</summary>
    public IReadOnlyList<string> RunsThrough => ["ip", "netns", "exec", name];

    /// <summary>Sockets made in here belong to this host, wherever they are used.</summary>
    public T Inside<T>(Func<T> make)
    {
        T? made = default;
        Exception? fault = null;
        // A thread has a host; this one takes its with it into the grave.
        var thread = new Thread(() =>
        {
            try
            {
                using var there = File.OpenHandle($"/run/netns/{name}");
                if (SetNs(there, CloneNewNet) != 0)
                    throw new IOException($"setns: error {Marshal.GetLastPInvokeError()}");
                made = make();
            }
            catch (Exception caught)
            {
                fault = caught;
            }
        });
        thread.Start();
        thread.Join();
        return fault is null ? made! : throw new IOException($"Not on {name}: {fault.Message}", fault);
    }

    public static async Task IpAsync(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        ip.ExitCode.ShouldBe(0, $"ip {string.Join(' ', arguments)}: {error}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(SafeFileHandle file, int kind);
}
