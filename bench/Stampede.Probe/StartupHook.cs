using System.Globalization;
using System.Text;

/// <summary>
/// DOTNET_STARTUP_HOOKS loads it into a measured server. Ten times a second it writes the bytes allocated so far to the file that
/// STAMPEDE_PROBE_FILE names. The runtime looks for this name, in no namespace.
/// </summary>
#pragma warning disable CA1050 // No namespace: the runtime looks for it there.
public static class StartupHook
#pragma warning restore CA1050
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("STAMPEDE_PROBE_FILE") is not { Length: > 0 } file)
            return;
        new Thread(() => Tell(file)) { IsBackground = true, Name = "probe" }.Start();
    }

    private static void Tell(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        while (true)
        {
            // Always of one length, so that a reader never sees a mix of two figures.
            var text = GC.GetTotalAllocatedBytes().ToString("D20", CultureInfo.InvariantCulture);
            stream.Position = 0;
            stream.Write(Encoding.ASCII.GetBytes(text));
            Thread.Sleep(Interval);
        }
    }
}
