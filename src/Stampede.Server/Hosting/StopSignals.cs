using System.Globalization;
using System.Runtime.InteropServices;

namespace Stampede.Server.Hosting;

/// <summary>
/// The signals that ask the process to end. They are listened to from its first moment to its last, so that everything that it
/// has started, the embedded PostgreSQL above all, is always stopped in order.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly (PosixSignal Signal, int Number)[] Signals =
        [(PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, 15)];

    private readonly CancellationTokenSource first = new();
    private readonly CancellationTokenSource second = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals()
    {
        var ignored = IgnoredSignals();
        registrations = [.. Signals.Where(signal => (ignored >> (signal.Number - 1) & 1) == 0).Select(signal => PosixSignalRegistration.Create(signal.Signal, End))];
    }

    public CancellationToken Requested => first.Token;

    /// <summary>A second signal: the stop goes on in order, but waits for nobody.</summary>
    public CancellationToken Hurried => second.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        first.Dispose();
        second.Dispose();
    }

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        // Not in the thread of the signal: what the cancellation starts may throw.
        _ = (first.IsCancellationRequested ? second : first).CancelAsync();
    }

    /// <summary>One bit each. Under nohup the process must not end with its terminal, but .NET would listen to SIGHUP all the same.</summary>
    private static ulong IgnoredSignals()
    {
        const string Field = "SigIgn:";
        if (!OperatingSystem.IsLinux())
            return 0;
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        return line is not null && ulong.TryParse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
    }
}
