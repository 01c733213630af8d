namespace Stampede.Engine.Tests.Simulation;

/// <summary>A connection's end at the database, with the one transaction it may be in.</summary>
internal sealed class Session
{
    public bool IsOpen { get; private set; } = true;

    /// <summary>The node's end no longer reaches it.</summary>
    public bool IsCut { get; set; }

    /// <summary>The drops and lines that its transaction holds, and the one that it may be waiting for.</summary>
    public List<RowLock> Locked { get; } = [];

    /// <summary>By the database's clock, when it really got its last lock, whatever it told.</summary>
    public DateTimeOffset LockedAt { get; set; }

    /// <summary>On its way to the disk, whole or not at all: from here on only a crash of the database can undo it.</summary>
    public IReadOnlyList<StagedBatch>? Committing { get; set; }

    /// <summary>The same, of a line.</summary>
    public LineWrite? CommittingLine { get; set; }

    /// <summary>Counts what came in on it, to tell a session that is idle from one that was.</summary>
    public int Requests { get; set; }

    /// <summary>Rolls back. A commit that is being flushed is finished first, and then lets the locks go.</summary>
    public void End()
    {
        IsOpen = false;
        if (Committing is null && CommittingLine is null)
            LeaveLocks();
    }

    public void LeaveLocks()
    {
        foreach (var held in Locked)
            held.Leave(this);
        Locked.Clear();
    }
}
