namespace Stampede.FakeStripe;

internal enum StripeCall
{
    Create,
    Confirm,
    Capture,
    Cancel,
    Refund,
    Read,
    List,
}

internal enum FaultKind
{
    /// <summary>The answer comes <see cref="Fault.Seconds"/> later.</summary>
    Delay,

    /// <summary>500, and nothing was done. Kept under the key, like every answer.</summary>
    FailBefore,

    /// <summary>500, and all was done. Kept under the key.</summary>
    FailAfter,

    /// <summary>All was done, and the connection ends without an answer. The answer is kept under the key.</summary>
    CutAfter,

    /// <summary>429, before anything is looked at: not kept.</summary>
    TooMany,

    /// <summary>Nothing is done before the faults are taken away.</summary>
    HoldBefore,

    /// <summary>All was done, and the answer waits until the faults are taken away.</summary>
    HoldAfter,
}

/// <param name="Call">Null: any.</param>
/// <param name="Times">How often it strikes.</param>
/// <param name="Share">Of the calls, 0 to 1: it strikes those by chance, from a fixed seed.</param>
internal sealed record Fault(StripeCall? Call, FaultKind Kind, int Times = int.MaxValue, double Share = 1, double Seconds = 0);

/// <summary>What goes wrong with the calls to come.</summary>
internal sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<Fault> faults = [];
    private Random chance = new(1);
    private TaskCompletionSource cleared = NewSignal();
    private int held;

    /// <summary>Calls that wait until the faults are taken away.</summary>
    public int Held => Volatile.Read(ref held);

    public void Add(Fault fault)
    {
        lock (gate)
            faults.Add(fault);
    }

    public void Clear()
    {
        lock (gate)
        {
            faults.Clear();
            chance = new Random(1);
            cleared.SetResult();
            cleared = NewSignal();
        }
    }

    /// <summary>Waits, where such a fault strikes. The caller may be gone meanwhile.</summary>
    public async Task HoldAsync(StripeCall call, FaultKind kind)
    {
        Task until;
        lock (gate)
        {
            if (Take(call, kind) is null)
                return;
            until = cleared.Task;
        }

        Interlocked.Increment(ref held);
        await until;
        Interlocked.Decrement(ref held);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Fault? Take(StripeCall call, params ReadOnlySpan<FaultKind> kinds)
    {
        lock (gate)
        {
            for (var i = 0; i < faults.Count; i++)
            {
                var fault = faults[i];
                if ((fault.Call ?? call) != call || !kinds.Contains(fault.Kind) || chance.NextDouble() >= fault.Share)
                    continue;
                if (fault.Times <= 1)
                    faults.RemoveAt(i);
                else
                    faults[i] = fault with { Times = fault.Times - 1 };
                return fault;
            }

            return null;
        }
    }
}
