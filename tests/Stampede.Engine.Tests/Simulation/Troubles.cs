namespace Stampede.Engine.Tests.Simulation;

/// <summary>What befalls whole machines in a storm, and is put right when it is over.</summary>
internal sealed class Troubles(Scene scene, Machine device)
{
    private readonly List<Session> strangers = [];

    private Chance Chance => scene.World.Chance;

    public async Task StrikeAsync()
    {
        var pace = Chance.Pick([500, 2000, 6000]);
        while (scene.Weather.HasTroubles)
        {
            await device.DelayAsync(Chance.Milliseconds(0, pace));
            if (scene.Weather.HasTroubles)
                Strike(Chance.Below(scene.Nodes.Length));
        }
    }

    /// <summary>Before the commit gets there, while it is being flushed, or just after its answer.</summary>
    public void StrikeAtCommit(Node node)
    {
        if (scene.Weather.CrashesAtCommit())
            Later(0, Chance.Pick([1, 5, 60]), () => Crash(node));
    }

    public void PutRight()
    {
        scene.Database.Recover();
        scene.Database.SetClockBack(TimeSpan.Zero);
        strangers.ForEach(stranger => stranger.End());
        foreach (var node in scene.AllNodes)
        {
            node.Journal.IsCutOff = false;
            node.Machine.Resume();
        }

        for (var at = 0; at < scene.Nodes.Length; at++)
            Restart(at);
    }

    private void Strike(int at)
    {
        var node = scene.Nodes[at];
        switch (Chance.Below(9))
        {
            case 0: // The process alone, or the machine with its connections.
                Crash(node);
                break;
            case 1: // Longer than a hold, or a blink.
                scene.World.Note("pause", node.Number);
                node.Machine.Pause();
                Later(1, Chance.Pick([50, 1000, 8000]), node.Machine.Resume);
                break;
            case 2:
                scene.World.Note("cut off", node.Number);
                node.Journal.IsCutOff = true;
                Later(100, 8000, () => node.Journal.IsCutOff = false);
                break;
            case 3:
                scene.World.Note("database crash");
                scene.Database.Crash();
                Later(50, 4000, scene.Database.Recover);
                break;
            case 4:
                scene.World.Note("terminate");
                scene.Database.TerminateSome();
                break;
            case 5:
                LockByAStranger();
                break;
            case 6 when !scene.Drops.Contains(scene.Late):
                scene.Create(scene.Late);
                break;
            case 8:
                scene.World.Note("clock set back");
                scene.Database.SetClockBack(Chance.Milliseconds(1, 3000));
                break;
            case 7: // As an upgrade does.
                scene.World.Note("stop", node.Number);
                node.Stop();
                Later(0, 3000, () => Restart(at));
                break;
        }
    }

    private void Crash(Node node)
    {
        scene.World.Note("crash", node.Number);
        node.Crash(closesConnections: Chance.Is(0.5));
        if (Array.IndexOf(scene.Nodes, node) is >= 0 and var at)
            Later(0, 3000, () => Restart(at));
    }

    private void Restart(int at)
    {
        // One that stops in order may still be at it, as when an upgrade replaces it.
        if (!scene.Nodes[at].IsOpen)
            scene.Nodes[at] = scene.StartNode(scene.Nodes[at].Number);
    }

    private void LockByAStranger()
    {
        scene.World.Note("stranger's lock");
        var (rows, session) = (Chance.Pick(scene.Database.Drops.ToArray()), scene.Database.Open());
        strangers.Add(session);
        scene.Database.Machine.Start(async () =>
        {
            try
            {
                await scene.Database.LockAsync(session, rows);
            }
            catch (Exception fault) when (fault is LockTimeoutException or LinkBrokenException)
            {
                // Somebody else's trouble.
            }
        });
        Later(10, 10_000, session.End);
    }

    private void Later(double least, double most, Action then) => scene.World.After(Chance.Milliseconds(least, most), () =>
    {
        if (!scene.Weather.IsHealed)
            then();
    });
}
