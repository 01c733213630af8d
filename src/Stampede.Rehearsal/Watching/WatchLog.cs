namespace Stampede.Rehearsal.Watching;

/// <summary>A state that reached a watcher.</summary>
/// <param name="After">The version that the watcher had before: this event brought every change since.</param>
/// <param name="At">Microseconds from the opening.</param>
internal readonly record struct Sighting(long After, long Version, long At);

/// <summary>What one watcher was shown. Only its own connection writes to it. Others read it when that has ended.</summary>
internal sealed class WatchLog(int sightingsMax)
{
    private readonly List<Sighting> sightings = [];
    private byte[] last = [];
    private int lastLength;
    private long connectionVersion;
    private long version;

    public IReadOnlyList<Sighting> Sightings => sightings;

    public long Version => Volatile.Read(ref version);

    public long Events { get; private set; }

    /// <summary>Sightings above the bound. They are not in the figures of delay.</summary>
    public long Uncounted { get; private set; }

    /// <summary>How often an older state came after a newer one on one connection.</summary>
    public int Backwards { get; private set; }

    public int Disconnects { get; private set; }

    /// <summary>The last state's event, as it came.</summary>
    public ReadOnlyMemory<byte> Last => last.AsMemory(0, lastLength);

    public void Connected() => connectionVersion = 0;

    public void Disconnected() => Disconnects++;

    public void Saw(ReadOnlySpan<byte> payload, long now)
    {
        if (!StockReading.TryVersion(payload, out var seen))
            return;
        Events++;
        if (seen < connectionVersion)
        {
            Backwards++;
            return;
        }

        if (seen > connectionVersion && connectionVersion > 0)
        {
            if (sightings.Count < sightingsMax)
                sightings.Add(new Sighting(connectionVersion, seen, now));
            else
                Uncounted++;
        }

        connectionVersion = seen;
        if (last.Length < payload.Length)
            last = new byte[payload.Length * 2];
        payload.CopyTo(last);
        lastLength = payload.Length;
        Volatile.Write(ref version, seen);
    }
}
